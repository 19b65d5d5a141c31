import { describe, expect, it } from "vitest";
import { BitrateController } from "../../src/adapt/bitrate-controller.ts";
import { dip, RULES, run, SEEDS } from "../support/adaptation.ts";
import type { Capacity } from "../support/network.ts";
import { random } from "../support/random.ts";

describe("with ample bandwidth", () => {
  it.each(SEEDS)("nothing changes for any jitter (%i)", (seed) => {
    const chance = random(seed);
    const roundTrip = 10 + 200 * chance();
    const simulation = run(60, { seed, jitterMs: 150 * chance(), roundTrip: () => roundTrip, uplink: () => 3_300_000 });
    expect(simulation.changes(0, 60_000)).toBe(0);
    expect(simulation.moments.at(-1)).toMatchObject({ dropped: 0, target: { bitrate: 2_500_000, why: "ceiling" } });
  });

  it.each(SEEDS)("a longer round trip causes at most one decrease, and recovers (%i)", (seed) => {
    const simulation = run(60, { seed, jitterMs: 30, roundTrip: (ms) => (ms < 10_000 ? 40 : 350) });
    expect(Math.min(...simulation.moments.map(({ target }) => target.bitrate))).toBeGreaterThan(1_450_000);
    expect(simulation.backAt()).toBeLessThan(45_000);
    expect(simulation.moments.at(-1)?.dropped).toBe(0);
  });
});

describe("with reduced bandwidth", () => {
  /** Rate of the bottleneck, and the share of it that remains for video. */
  const narrow = SEEDS.map((seed) => [seed, Math.round(600_000 + 1_700_000 * random(seed * 7)())] as const);

  it.each(narrow)("three quarters to all of it are used with a short queue (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(180, { seed, jitterMs: 60, uplink: dip(rate, 10, 180) });
    const available = rate - RULES.audioBitrate;
    const mean = simulation.meanTarget(30_000, 180_000);
    expect(mean / available).toBeGreaterThan(0.75);
    expect(mean / available).toBeLessThanOrEqual(1);
    const passed = (at: number) => simulation.moments[at]?.sentBits ?? 0;
    expect((passed(1799) - passed(300)) / 150 / rate).toBeGreaterThan(0.75);
    // Only data that was sent before the decrease may queue for long.
    expect(simulation.longestWait(0, 180_000)).toBeLessThan(6000);
    expect(simulation.longestWait(30_000, 180_000)).toBeLessThan(2500);
    expect(simulation.moments.at(-1)?.target.why).toBe("uplink");
  });

  it.each(narrow)("the bitrate is reduced within 2.5 s (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(20, { seed, jitterMs: 60, uplink: dip(rate, 10, 20) });
    const down = simulation.moments.find(({ target }) => target.bitrate < RULES.ceiling)?.ms ?? Number.NaN;
    expect(down - 10_000).toBeLessThanOrEqual(2500 + 500);
    expect(simulation.meanTarget(14_000, 20_000)).toBeLessThan(rate);
  });

  it.each(narrow)("increases become rare, without oscillation (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(240, { seed, jitterMs: 60, uplink: dip(rate, 10, 240) });
    for (let from = 60_000; from < 240_000; from += 60_000) {
      expect(simulation.changes(from, from + 60_000)).toBeLessThanOrEqual(10);
    }
    const late = simulation.between(120_000, 240_000).map(({ target }) => target.bitrate);
    expect(Math.max(...late) / Math.min(...late)).toBeLessThan(2.5);
  });

  it.each(narrow)("the ceiling is reached within a minute of recovery (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(200, { seed, jitterMs: 60, uplink: dip(rate, 10, 130) });
    expect(simulation.backAt() - 130_000).toBeLessThan(60_000);
    expect(simulation.moments.at(-1)?.target).toMatchObject({ bitrate: 2_500_000, frameRate: 30, why: "ceiling" });
  });
});

describe("with hardly any bandwidth", () => {
  it.each(SEEDS)("the frame rate is reduced at the floor, and restored afterwards (%i)", (seed) => {
    const simulation = run(220, { seed, uplink: dip(320_000, 10, 120) });
    const low = simulation.between(30_000, 120_000);
    expect(low.every(({ target }) => target.bitrate >= RULES.floor / 4)).toBe(true);
    expect(low.some(({ target }) => target.frameRate <= 10)).toBe(true);
    expect(
      simulation.moments.every(({ target: { bitrate, frameRate } }) => frameRate < 30 === bitrate < RULES.floor),
    ).toBe(true);
    expect(simulation.longestWait(0, 220_000)).toBeLessThan(12_000);
    expect(simulation.backAt() - 120_000).toBeLessThan(90_000);
  });

  it.each(SEEDS)("a short interruption costs a few seconds of quality (%i)", (seed) => {
    const simulation = run(60, { seed, jitterMs: 40, uplink: dip(0, 10, 13) });
    expect(simulation.backAt()).toBeLessThan(25_000);
  });

  it.each(SEEDS)("the bitrate does not follow each recovery of an intermittent uplink (%i)", (seed) => {
    const uplink: Capacity = (ms) => (ms % 20_000 < 10_000 ? 4_000_000 : 1_000_000);
    const simulation = run(240, { seed, jitterMs: 40, uplink });
    expect(simulation.changes(60_000, 240_000) / 3).toBeLessThanOrEqual(10);
    expect(simulation.meanTarget(60_000, 240_000)).toBeGreaterThan(0.75 * (1_000_000 - RULES.audioBitrate));
    expect(simulation.longestWait(0, 240_000)).toBeLessThan(3000);
  });

  it.each(SEEDS)("the frame rate is reduced for an encoder that exceeds its bitrate (%i)", (seed) => {
    const simulation = run(120, { seed, stubborn: 1_500_000, uplink: dip(700_000, 10, 120) });
    expect(simulation.longestWait(30_000, 120_000)).toBeLessThan(2500);
    const sent = (at: number) => simulation.moments[at]?.sentBits ?? 0;
    expect((sent(1199) - sent(400)) / 80).toBeGreaterThan(0.7 * 700_000);
  });
});

describe("servers", () => {
  const slow: Capacity = (ms) => (ms < 10_000 ? 1e9 : 1_000_000);
  const fast: Capacity = () => 1e9;

  it.each(SEEDS)("that are slow do not affect the others (%i)", (seed) => {
    const simulation = run(60, { seed, servers: [fast, slow, fast] });
    expect(simulation.changes(0, 60_000)).toBe(0);
    const [first, second, third] = simulation.moments.at(-1)?.serverDropped ?? [];
    expect([first, third]).toStrictEqual([0, 0]);
    expect(second).toBeGreaterThan(100);
  });

  it.each(SEEDS)("hardly drop frames if the slowest is followed (%i)", (seed) => {
    const simulation = run(120, { seed, servers: [fast, slow, fast] }, { follow: "slowest" });
    const at = (ms: number) => simulation.between(ms, ms + 100)[0];
    expect(at(20_000)?.target).toMatchObject({ why: "servers", servers: [1] });
    expect((at(119_900)?.serverDropped[1] ?? 0) - (at(30_000)?.serverDropped[1] ?? 0)).toBeLessThan(150);
    expect(simulation.meanTarget(30_000, 120_000) / (1_000_000 - RULES.audioBitrate)).toBeGreaterThan(0.75);
  });

  it.each(SEEDS)("limit the bitrate to the fastest if all are slow (%i)", (seed) => {
    const simulation = run(120, { seed, servers: [slow, (ms) => 1.5 * slow(ms)] });
    const { target } = simulation.between(20_000, 20_100)[0] ?? {};
    expect(target).toMatchObject({ why: "servers" });
    const mean = simulation.meanTarget(30_000, 120_000);
    expect(mean).toBeGreaterThan(0.75 * (1_500_000 - RULES.audioBitrate));
    expect(mean).toBeLessThan(1_600_000);
  });

  it.each(SEEDS)("have no effect if only the uplink is followed (%i)", (seed) => {
    expect(run(40, { seed, servers: [slow] }, { follow: "uplink" }).changes(0, 40_000)).toBe(0);
  });

  it.each(SEEDS)("that stall recover all of the bitrate within a minute (%i)", (seed) => {
    const stalling: Capacity = (ms) => (ms >= 10_000 && ms < 16_000 ? 0 : 1e9);
    const simulation = run(90, { seed, servers: [stalling] });
    expect(Math.min(...simulation.moments.map(({ target }) => target.bitrate))).toBeLessThan(1_300_000);
    expect(simulation.backAt()).toBeLessThan(76_000);
  });
});

describe("BitrateController", () => {
  const report = { ms: 0, ackedBytes: 0, oldestAgeMs: 0, isStarved: false, largestFrame: 0, servers: [] };

  it("keeps its bounds for any input", () => {
    const chance = random(5);
    const controller = new BitrateController(RULES);
    for (let i = 0, bytes = 0; i < 5000; i++) {
      bytes += 100_000 * chance();
      const servers = [
        { server: 0, queueBytes: 0, queueMs: 4000 * chance() ** 4, sentBytes: bytes, frames: 0, dropped: 0 },
      ];
      const oldestAgeMs = 9000 * chance() ** 5;
      const { bitrate, frameRate } = controller.report({
        ms: i * 250,
        ackedBytes: bytes,
        oldestAgeMs,
        isStarved: false,
        largestFrame: 50_000,
        servers,
      });
      expect(bitrate).toBeGreaterThanOrEqual(RULES.floor / 4);
      expect(bitrate).toBeLessThanOrEqual(RULES.ceiling);
      expect([30, 15, 10, 7.5]).toContain(frameRate);
    }
  });

  it("starts at the ceiling, and follows it at once", () => {
    const controller = new BitrateController(RULES);
    expect(controller.target).toStrictEqual({
      bitrate: 2_500_000,
      frameRate: 30,
      ceiling: 2_500_000,
      why: "ceiling",
      servers: [],
    });
    controller.setCeiling(1_000_000);
    expect(controller.target).toMatchObject({ bitrate: 1_000_000, ceiling: 1_000_000, why: "ceiling" });
    controller.setCeiling(4_000_000);
    expect(controller.report(report)).toMatchObject({ bitrate: 4_000_000, why: "ceiling" });
    controller.setCeiling(100_000);
    expect(controller.target).toMatchObject({ bitrate: 100_000, frameRate: 30 });
  });

  it("keeps the known limit of a path when the ceiling is raised", () => {
    const simulation = run(20, { seed: 3, uplink: dip(1_000_000, 10, 20) });
    const { bitrate } = simulation.target;
    expect(bitrate).toBeLessThan(1_000_000);
    simulation.flow.setVideoBitrate(5_000_000);
    expect(simulation.target).toMatchObject({ bitrate, ceiling: 5_000_000, why: "uplink" });
  });
});
