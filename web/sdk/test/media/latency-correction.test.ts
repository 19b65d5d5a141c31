import { describe, expect, it } from "vitest";
import { LatencyCorrection } from "../../src/media/latency-correction.ts";

/** Corrects a block every 10 ms, each with a latency, and returns the corrections without repetitions. */
function corrections(latencies: readonly number[]): number[] {
  const latency = new LatencyCorrection();
  const all = latencies.map((each, i) => latency.correct(i * 10 + each, i * 10));
  return all.filter((each, i) => each !== all[i - 1]);
}

const blocks = (count: number, latency: (i: number) => number) => Array.from({ length: count }, (_, i) => latency(i));

describe("the correction of timestamps", () => {
  it("is none while blocks arrive with the usual jitter", () => {
    expect(corrections(blocks(2000, (i) => 20 + ((i * 7) % 90)))).toStrictEqual([0]);
  });

  it("is none after a stall of the receiver, which catches up", () => {
    const stalled = blocks(150, (i) => 20 + (150 - i) * 10);
    expect(corrections([...blocks(500, () => 20), ...stalled, ...blocks(1000, () => 20)])).toStrictEqual([0]);
  });

  it("is the time for which the source counted no frames", () => {
    expect(corrections([...blocks(500, () => 20), ...blocks(1000, () => 7020)])).toStrictEqual([0, 7000]);
  });

  it("follows a source that falls behind again and again", () => {
    const slow = blocks(3000, (i) => 20 + i);
    const [, ...followed] = corrections(slow);
    expect(followed.length).toBeGreaterThan(5);
    expect(followed.at(-1)).toBeGreaterThan(2500);
  });
});
