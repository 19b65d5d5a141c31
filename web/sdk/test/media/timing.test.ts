import { describe, expect, it } from "vitest";
import { ClockCalibration } from "../../src/media/calibration.ts";
import { GapFiller } from "../../src/media/gap-filler.ts";

/**
 * Arrival time and timestamp in milliseconds of a microphone's first blocks of 10 ms, as Chromium delivered them: a
 * burst of the backlog, then a steady sequence with jitter, and one stall of 90 ms.
 */
const MICROPHONE: Array<[number, number]> = Array.from({ length: 80 }, (_, i) => {
  const timestamp = 86_400_000.5 + i * 10;
  const jitter = [0.4, 1.9, 0.7, 3.1, 0.2][i % 5] ?? 0;
  const backlog = Math.max(0, 45 - i * 9);
  const hiccup = i >= 40 && i < 49 ? 90 - (i - 40) * 10 : 0;
  return [1200 + i * 10 + jitter + backlog + hiccup, timestamp];
});

describe("ClockCalibration", () => {
  it("has no offset before its window is over", () => {
    const calibration = new ClockCalibration(600);
    calibration.sample(0, 5);
    calibration.sample(599, 604);
    expect(calibration.offset).toBeUndefined();
    calibration.sample(600, 605);
    expect(calibration.offset).toBe(-5);
  });

  it("tolerates a backlog at the start, and a stall", () => {
    const calibration = new ClockCalibration();
    for (const [arrival, timestamp] of MICROPHONE) {
      calibration.sample(arrival, timestamp);
    }
    const exact = 1200 - 86_400_000.5;
    expect(calibration.offset).toBeGreaterThanOrEqual(exact);
    expect(calibration.offset).toBeLessThan(exact + 1);
  });

  it("tolerates one outlier that arrived early", () => {
    const calibration = new ClockCalibration(100);
    calibration.sample(0, 50);
    for (let t = 10; t <= 100; t += 10) {
      calibration.sample(t, t);
    }
    expect(calibration.offset).toBe(0);
  });

  it("keeps its offset once determined", () => {
    const calibration = new ClockCalibration(10);
    calibration.sample(0, 0);
    calibration.sample(10, 10);
    calibration.sample(20, 1000);
    calibration.settle(5000);
    expect(calibration.offset).toBe(0);
  });

  it("settles by the clock for a source with one frame", () => {
    const calibration = new ClockCalibration(600);
    calibration.settle(10_000);
    expect(calibration.offset).toBeUndefined();
    calibration.sample(10_000, 3);
    calibration.settle(10_600);
    expect(calibration.offset).toBe(9997);
  });

  it("bounds the number of samples", () => {
    const calibration = new ClockCalibration(1000, 4);
    for (let t = 0; t <= 1000; t += 10) {
      calibration.sample(t, t < 500 ? t - 900 : t);
    }
    expect(calibration.offset).toBe(0);
  });
});

describe("GapFiller", () => {
  const block = 480; // 10 ms at 48 kHz

  it("accepts contiguous blocks unchanged", () => {
    const filler = new GapFiller(48_000);
    for (let i = 0; i < 100; i++) {
      expect(filler.place(5 + i * 10, block)).toStrictEqual({ silence: 0, skip: 0 });
    }
    expect(filler.nextMs).toBe(1005);
  });

  it("tolerates jitter of timestamps", () => {
    const filler = new GapFiller(48_000);
    for (let i = 0; i < 1000; i++) {
      const jitter = [0, 30, -30, 12, -12][i % 5] ?? 0;
      expect(filler.place(100 + i * 10 + jitter, block)).toStrictEqual({ silence: 0, skip: 0 });
    }
  });

  it("corrects a small persistent loss", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, block);
    let silence = 0;
    for (let i = 1; i < 300; i++) {
      silence += filler.place(30 + i * 10, block).silence;
    }
    expect(silence / 48).toBeGreaterThanOrEqual(15);
    expect(Math.abs((filler.nextMs ?? 0) - 3030)).toBeLessThan(16);
  });

  it("corrects a small persistent surplus", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, block);
    for (let i = 1; i < 300; i++) {
      filler.place(i * 10 - 30, block);
    }
    expect(Math.abs((filler.nextMs ?? 0) - 2970)).toBeLessThan(16);
  });

  it("fills a gap beyond the tolerance exactly", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, block);
    expect(filler.place(110, block)).toStrictEqual({ silence: 4800, skip: 0 });
    expect(filler.nextMs).toBe(120);
  });

  it("follows a clock that is 0.1 % slow", () => {
    const filler = new GapFiller(48_000);
    for (let i = 0; i < 60_000; i++) {
      filler.place(i * 10.01, block);
      expect(Math.abs((filler.nextMs ?? 0) - (i + 1) * 10.01)).toBeLessThan(20);
    }
  });

  it("skips a surplus, at most the whole block", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, 48_000);
    expect(filler.place(900, block)).toStrictEqual({ silence: 0, skip: block });
    expect(filler.nextMs).toBe(1000);
    expect(filler.place(950, 4800)).toStrictEqual({ silence: 0, skip: 2400 });
    expect(filler.nextMs).toBe(1050);
  });

  it("fills the gap of a machine that stalls for seconds", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, block);
    expect(filler.place(9010, block)).toStrictEqual({ silence: 9 * 48_000, skip: 0 });
    expect(filler.nextMs).toBe(9020);
  });

  it("completes the access unit before a suspended period, and continues at the capture time after it", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, block);
    expect(filler.place(3_600_000, block)).toStrictEqual({ silence: 1024 - block, skip: 0 });
    expect(filler.nextMs).toBe(3_600_010);
    expect(filler.timeOf(0)).toBe(0);
    expect(filler.timeOf(1024)).toBe(3_600_000);
  });

  it("fills with silence when there is no block", () => {
    const filler = new GapFiller(48_000);
    filler.place(0, block);
    expect(filler.place(310, 0)).toStrictEqual({ silence: 14_400, skip: 0 });
    expect(filler.nextMs).toBe(310);
  });
});
