import { describe, expect, it } from "vitest";
import { FrameBudget } from "../../src/adapt/frame-budget.ts";
import { FrameRateLimiter } from "../../src/adapt/frame-rate-limiter.ts";
import { InFlightTracker } from "../../src/adapt/in-flight-tracker.ts";
import { KeyframeRequest } from "../../src/adapt/keyframe-request.ts";
import { PathEstimator } from "../../src/adapt/path-estimator.ts";
import { adaptationConfig, frameRateFor, minimumBitrate } from "../../src/adapt/target.ts";

describe("InFlightTracker", () => {
  it("returns the age of the oldest byte", () => {
    const inFlight = new InFlightTracker();
    expect(inFlight.oldestAgeMs(5)).toBe(0);
    inFlight.sent(10, 100);
    inFlight.sent(20, 200);
    expect(inFlight.oldestAgeMs(50)).toBe(40);
    inFlight.acknowledge(99);
    expect(inFlight.oldestAgeMs(50)).toBe(40);
    inFlight.acknowledge(100);
    expect(inFlight.oldestAgeMs(50)).toBe(30);
    inFlight.acknowledge(50);
    expect(inFlight.oldestAgeMs(50)).toBe(30);
    inFlight.acknowledge(200);
    expect(inFlight.oldestAgeMs(50)).toBe(0);
  });
});

describe("FrameRateLimiter", () => {
  const shown = (every: number, frameRate: number, jitter = 0) => {
    const limiter = new FrameRateLimiter();
    const times = Array.from({ length: 600 }, (_, i) => i * every + (i % 2) * jitter);
    const passed = times.filter((time) => limiter.admit(time, frameRate));
    return { rate: (1000 * (passed.length - 1)) / ((passed.at(-1) ?? 0) - (passed[0] ?? 0)), passed };
  };

  it.each([
    [33.333, 30, 30],
    [33.333, 15, 15],
    [33.333, 10, 10],
    [33.333, 7.5, 7.5],
    [40, 30, 25],
    [20, 30, 30],
    [10, 25, 25],
    [16.667, 24, 24],
  ])("passes one frame every %d ms at up to %d fps: %d", (every, frameRate, rate) => {
    expect(shown(every, frameRate).rate).toBeCloseTo(rate, 0);
  });

  it("passes frames evenly, and tolerates jitter", () => {
    expect(shown(33.333, 30, 9).passed).toHaveLength(600);
    const gaps = shown(33.333, 15).passed.map((time, i, all) => time - (all[i - 1] ?? time - 66.666));
    expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1);
  });

  it.each([
    [[20, 46.667], 30, 30],
    [[10, 56.667], 30, 30],
    [[33.333, 50], 30, 24],
    [[33.333, 50], 60, 24],
    [[3, 30.333], 60, 60],
    [[5, 11.667], 30, 30],
    [[5, 5, 90], 30, 20],
  ])("limits the mean of a variable frame rate with gaps of %o ms to %d fps: %d", (gaps, frameRate, rate) => {
    const limiter = new FrameRateLimiter();
    let [timeMs, passed] = [0, 0];
    for (let i = 0; i < 600; i++) {
      passed += limiter.admit(timeMs, frameRate) ? 1 : 0;
      timeMs += gaps[i % gaps.length] ?? 0;
    }
    expect((1000 * passed) / timeMs).toBeCloseTo(rate, 0);
  });

  it("continues immediately after a pause, with one frame more at most", () => {
    const limiter = new FrameRateLimiter();
    limiter.admit(0, 10);
    const times = [5000, 5010, 5040, 5100, 5140, 5200];
    expect(times.filter((time) => limiter.admit(time, 10))).toStrictEqual([5000, 5010, 5100, 5200]);
  });
});

describe("FrameBudget", () => {
  /** Returns the frame rate for an encoder with a given output rate, at a requested 30 fps. */
  const rateOf = (bytes: number, keyframe = bytes) => {
    const budget = new FrameBudget();
    const limiter = new FrameRateLimiter();
    let frames = 0;
    for (let i = 0; i < 900; i++) {
      if (limiter.admit(i * 33.333, budget.frameRate(i * 33.333, 600_000, 30))) {
        budget.spend(frames % 60 === 0 ? keyframe : bytes, frames % 60 === 0);
        frames++;
      }
    }
    return frames / 30;
  };

  it("does not limit an encoder that keeps its bitrate, for keyframes of any size", () => {
    expect(rateOf(2500)).toBeCloseTo(30, 0);
    expect(rateOf(1500, 60_000)).toBeCloseTo(30, 0);
  });

  it("keeps an encoder that exceeds its bitrate to it", () => {
    expect(rateOf(5000) * 5000 * 8).toBeLessThan(630_000);
    expect(rateOf(5000)).toBeGreaterThan(12);
    expect(rateOf(200_000)).toBeGreaterThanOrEqual(4.5);
  });
});

describe("KeyframeRequest", () => {
  it("is due once, a second after the last keyframe, and later during congestion", () => {
    const request = new KeyframeRequest();
    expect(request.isDue(5000, 0, false)).toBe(false);
    request.request();
    request.request();
    expect(request.isDue(900, 0, false)).toBe(false);
    expect(request.isDue(1000, 0, false)).toBe(true);
    expect(request.isDue(1000, 0, true)).toBe(false);
    expect(request.isDue(3000, 0, true)).toBe(true);
    request.clear();
    expect(request.isDue(9000, 3000, false)).toBe(false);
  });
});

describe("adaptation settings", () => {
  const config = adaptationConfig(2_500_000, 0, { frameRate: 30, keyframeInterval: 2000 }, { follow: "fastest" });

  it("have a floor, below which the frame rate is reduced", () => {
    expect(config.floor).toBe(375_000);
    expect(minimumBitrate(config)).toBe(93_750);
    expect(
      [2_500_000, 375_000, 374_999, 187_500, 130_000, 93_750].map((rate) => frameRateFor(rate, config)),
    ).toStrictEqual([30, 30, 15, 15, 10, 7.5]);
  });

  it("fit a low ceiling", () => {
    const small = adaptationConfig(
      50_000,
      0,
      { frameRate: 30, keyframeInterval: 2000 },
      { floor: 1e6, follow: "uplink" },
    );
    expect(small.floor).toBe(50_000);
    expect(minimumBitrate(small)).toBe(30_000);
    expect(frameRateFor(50_000, small)).toBe(30);
  });
});

describe("PathEstimator", () => {
  const estimator = () => new PathEstimator(2000, { suddenMs: 500, standingMs: 120, rateMs: 750 });

  /** Records samples every 250 ms. */
  const feed = (
    to: PathEstimator,
    from: number,
    until: number,
    delay: (ms: number) => number,
    bytes: (ms: number) => number,
  ) => {
    for (let ms = from; ms <= until; ms += 250) {
      to.record(ms, delay(ms), bytes(ms));
    }
  };

  it("reports no congestion while a keyframe queues for a moment", () => {
    const it = estimator();
    feed(
      it,
      0,
      8000,
      (ms) => (ms % 2000 < 1500 ? 40 + 400 - (ms % 2000) / 4 : 40),
      (ms) => ms * 100,
    );
    expect(it.congestion(300)).toBeUndefined();
  });

  it("reports congestion and rate for a standing queue", () => {
    const it = estimator();
    feed(
      it,
      0,
      2000,
      () => 40,
      (ms) => ms * 300,
    );
    feed(
      it,
      2250,
      5000,
      () => 240,
      (ms) => 600_000 + (ms - 2000) * 100,
    );
    expect(it.congestion(0)).toMatchObject({ isSudden: false, rate: 800_000, delayMs: 200, isShrinking: false });
  });

  it("reports congestion at once for a long queue", () => {
    const it = estimator();
    feed(
      it,
      0,
      2000,
      () => 40,
      (ms) => ms * 300,
    );
    feed(
      it,
      2250,
      3000,
      (ms) => ms - 2000,
      (ms) => 600_000 + (ms - 2000) * 100,
    );
    expect(it.congestion(0)).toMatchObject({ isSudden: true, rate: 800_000, delayMs: 960 });
    expect(it.congestion(400)).toBeUndefined();
  });

  it("reports a rate of 0 when nothing passes", () => {
    const it = estimator();
    feed(
      it,
      0,
      2000,
      () => 40,
      (ms) => ms * 300,
    );
    feed(
      it,
      2250,
      3000,
      (ms) => ms - 2000,
      () => 600_000,
    );
    expect(it.congestion(0)).toMatchObject({ isSudden: true, rate: 0 });
  });

  it("restarts with a counter that restarts, and after an interruption", () => {
    const it = estimator();
    feed(
      it,
      0,
      3000,
      (ms) => ms,
      (ms) => ms * 300,
    );
    it.record(3250, 900, 100);
    expect(it.congestion(0)).toBeUndefined();
    it.record(6000, 900, 200);
    expect(it.rate(2000)).toBe(0);
  });
});
