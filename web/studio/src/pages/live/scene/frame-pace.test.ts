import { describe, expect, it } from "vitest";
import { FramePace } from "./frame-pace.ts";
import { InputClock } from "./input-clock.ts";

/** Returns the times of the output for frames at these times, if the clock is read each 8 ms until the end. */
function output(frameRate: number, times: readonly number[], endMs: number): number[] {
  const pace = new FramePace(frameRate);
  const out: number[] = [];
  const frames = [...times];
  for (let now = 0; now <= endMs; now++) {
    if (frames[0] !== undefined && frames[0] <= now) {
      const time = frames.shift() ?? 0;
      if (pace.admit(time)) {
        out.push(time);
      }
    }
    const filled = now % 8 === 0 ? pace.fill(now) : undefined;
    if (filled !== undefined) {
      out.push(filled);
    }
  }
  return out;
}

const every = (ms: number, count: number) => Array.from({ length: count }, (_, i) => 1 + i * ms);

describe("the times of frames", () => {
  it("are those of the input at the same frame rate", () => {
    const times = every(1000 / 30, 60);
    expect(output(30, times, 1990).slice(1)).toStrictEqual(times);
  });

  it.each([
    ["none", 30, []],
    ["few", 30, [1, 400, 1300]],
    ["30 per second", 60, every(1000 / 30, 60)],
    ["50 per second", 30, every(20, 100)],
    ["60 per second", 30, every(1000 / 60, 120)],
    ["25 per second", 30, every(40, 50)],
  ])("come at the frame rate and in order if the input delivers %s", (_, frameRate, times) => {
    const out = output(frameRate, times, 2000);
    expect(Math.abs(out.length - 2 * frameRate)).toBeLessThanOrEqual(2);
    const gaps = out.slice(1).map((time, i) => time - (out[i] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1500 / frameRate + 8);
  });

  it("continue after a stall without a burst", () => {
    const pace = new FramePace(30);
    pace.admit(0);
    const time = pace.fill(5000) ?? 0;
    expect(time).toBeGreaterThan(4950);
    expect(pace.fill(5000)).toBeUndefined();
    expect(pace.admit(5040)).toBe(true);
  });
});

describe("the clock of an input", () => {
  it("keeps the distances of frames, follows the least delay, and starts anew after a jump", () => {
    const clock = new InputClock();
    expect(clock.timeOf(0, 1020)).toBe(1020);
    expect(clock.timeOf(33, 1040)).toBe(1040);
    expect(clock.timeOf(66, 1120)).toBe(1073);
    expect(clock.timeOf(100, 1110)).toBe(1107);
    expect(clock.timeOf(10, 9000)).toBe(9000);
  });
});
