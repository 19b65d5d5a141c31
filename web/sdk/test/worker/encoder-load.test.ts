import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stubCodecs } from "../support/fake-codecs.ts";
import { OPTIONS, PublisherBench } from "../support/publisher-bench.ts";

describe("the statistics of a video encoder", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Bench that runs for some time while all bytes are acknowledged. */
  async function running(bench: PublisherBench, ms: number): Promise<void> {
    for (let t = 0; t < ms; t += 200) {
      await bench.show(200);
      bench.ack();
    }
  }

  it("measure frame rate and encoding time", async () => {
    const bench = new PublisherBench();
    await bench.start();
    bench.encoder.takesMs = 30;
    await running(bench, 3000);
    const { frameRate, encodeMs, overloaded } = bench.publisher.stats;
    expect(frameRate).toBeCloseTo(25, 0);
    expect(encodeMs).toBeCloseTo(30, 0);
    expect(overloaded).toBe(false);
    bench.publisher.stop();
  });

  it.each([undefined, { follow: "fastest" as const }])(
    "report an encoder that is too slow (adaptive: %o)",
    async (adaptive) => {
      const bench = new PublisherBench(2 ** 21, { ...OPTIONS, ...(adaptive && { adaptive }) });
      await bench.start();
      await running(bench, 1000);
      expect(bench.publisher.stats).toMatchObject({ skippedByEncoder: 0, overloaded: false });
      bench.encoder.takesMs = 100;
      await running(bench, 6000);
      const { frameRate, skippedByEncoder } = bench.publisher.stats;
      expect(bench.publisher.stats).toMatchObject({ overloaded: true, dropped: 0, dropping: false });
      expect(frameRate).toBeLessThan(12);
      expect(skippedByEncoder).toBeGreaterThan(10);
      expect(bench.targets.filter(({ why }) => why === "uplink")).toStrictEqual([]);
      bench.publisher.stop();
    },
  );

  it("report the end of an overload", async () => {
    const bench = new PublisherBench();
    await bench.start();
    bench.encoder.takesMs = 100;
    await running(bench, 4000);
    expect(bench.publisher.stats.overloaded).toBe(true);
    bench.encoder.takesMs = 0;
    await running(bench, 10_000);
    expect(bench.publisher.stats.overloaded).toBe(false);
    bench.publisher.stop();
  });
});
