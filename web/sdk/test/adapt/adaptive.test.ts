import { describe, expect, it } from "vitest";
import { BitrateController } from "../../src/adapt/bitrate-controller.ts";
import type { AdaptationConfig } from "../../src/adapt/target.ts";
import { type Capacity, random, Simulation, type World } from "../support/network.ts";

const RULES: AdaptationConfig = {
  ceiling: 2_500_000,
  floor: 375_000,
  frameRate: 30,
  audioBitrate: 128_000,
  keyframeInterval: 2000,
  follow: "fastest",
};

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const PLENTY: Capacity = () => 6_000_000;

/** Plenty, and so many bit/s between two seconds. */
const dip =
  (rate: number, from: number, to: number): Capacity =>
  (ms) =>
    ms >= from * 1000 && ms < to * 1000 ? rate : PLENTY(ms);

const run = (seconds: number, world: Partial<World> & { seed: number }, config: Partial<AdaptationConfig> = {}) =>
  new Simulation({ ...RULES, ...config }, { uplink: PLENTY, ...world }).run(seconds * 1000);

describe("on a way that takes all", () => {
  it.each(SEEDS)("nothing changes, whatever its jitter (%i)", (seed) => {
    const chance = random(seed);
    const roundTrip = 10 + 200 * chance();
    const simulation = run(60, { seed, jitterMs: 150 * chance(), roundTrip: () => roundTrip, uplink: () => 3_300_000 });
    expect(simulation.changes(0, 60_000)).toBe(0);
    expect(simulation.moments.at(-1)).toMatchObject({ dropped: 0, target: { bitrate: 2_500_000, why: "ceiling" } });
  });

  it.each(SEEDS)("a longer round trip is no queue: one step down at most, and back (%i)", (seed) => {
    const simulation = run(60, { seed, jitterMs: 30, roundTrip: (ms) => (ms < 10_000 ? 40 : 350) });
    expect(Math.min(...simulation.moments.map(({ target }) => target.bitrate))).toBeGreaterThan(1_450_000);
    expect(simulation.backAt()).toBeLessThan(45_000);
    expect(simulation.moments.at(-1)?.dropped).toBe(0);
  });
});

describe("on a way that becomes narrow", () => {
  /** What it takes, and what of it is left for the picture. */
  const narrow = SEEDS.map((seed) => [seed, Math.round(600_000 + 1_700_000 * random(seed * 7)())] as const);

  it.each(narrow)("it sends three quarters to all of what there is, and little waits (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(180, { seed, jitterMs: 60, uplink: dip(rate, 10, 180) });
    const available = rate - RULES.audioBitrate;
    const mean = simulation.meanTarget(30_000, 180_000);
    expect(mean / available).toBeGreaterThan(0.75);
    expect(mean / available).toBeLessThanOrEqual(1);
    const passed = (at: number) => simulation.moments[at]?.sentBits ?? 0;
    expect((passed(1799) - passed(300)) / 150 / rate).toBeGreaterThan(0.75);
    // What was sent before it was known to be too much is all that can wait for long.
    expect(simulation.longestWait(0, 180_000)).toBeLessThan(6000);
    expect(simulation.longestWait(30_000, 180_000)).toBeLessThan(2500);
    expect(simulation.moments.at(-1)?.target.why).toBe("uplink");
  });

  it.each(narrow)("it is down within two seconds and a half (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(20, { seed, jitterMs: 60, uplink: dip(rate, 10, 20) });
    const down = simulation.moments.find(({ target }) => target.bitrate < RULES.ceiling)?.ms ?? Number.NaN;
    expect(down - 10_000).toBeLessThanOrEqual(2500 + 500);
    expect(simulation.meanTarget(14_000, 20_000)).toBeLessThan(rate);
  });

  it.each(narrow)("attempts to go up become rare, and it does not swing (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(240, { seed, jitterMs: 60, uplink: dip(rate, 10, 240) });
    for (let from = 60_000; from < 240_000; from += 60_000) {
      expect(simulation.changes(from, from + 60_000)).toBeLessThanOrEqual(10);
    }
    const late = simulation.between(120_000, 240_000).map(({ target }) => target.bitrate);
    expect(Math.max(...late) / Math.min(...late)).toBeLessThan(2.5);
  });

  it.each(narrow)("the ceiling is reached again within a minute of being freed (%i: %i bit/s)", (seed, rate) => {
    const simulation = run(200, { seed, jitterMs: 60, uplink: dip(rate, 10, 130) });
    expect(simulation.backAt() - 130_000).toBeLessThan(60_000);
    expect(simulation.moments.at(-1)?.target).toMatchObject({ bitrate: 2_500_000, frameRate: 30, why: "ceiling" });
  });
});

describe("on a way that hardly takes anything", () => {
  it.each(SEEDS)("pictures become fewer once the floor is reached, and all of them when it is over (%i)", (seed) => {
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

  it.each(SEEDS)("an uplink that comes and goes is not followed up each time (%i)", (seed) => {
    const uplink: Capacity = (ms) => (ms % 20_000 < 10_000 ? 4_000_000 : 1_000_000);
    const simulation = run(240, { seed, jitterMs: 40, uplink });
    expect(simulation.changes(60_000, 240_000) / 3).toBeLessThanOrEqual(10);
    expect(simulation.meanTarget(60_000, 240_000)).toBeGreaterThan(0.75 * (1_000_000 - RULES.audioBitrate));
    expect(simulation.longestWait(0, 240_000)).toBeLessThan(3000);
  });

  it.each(SEEDS)("an encoder that makes more than it is asked for shows fewer pictures instead (%i)", (seed) => {
    const simulation = run(120, { seed, stubborn: 1_500_000, uplink: dip(700_000, 10, 120) });
    expect(simulation.longestWait(30_000, 120_000)).toBeLessThan(2500);
    const sent = (at: number) => simulation.moments[at]?.sentBits ?? 0;
    expect((sent(1199) - sent(400)) / 80).toBeGreaterThan(0.7 * 700_000);
  });
});

describe("servers", () => {
  const slow: Capacity = (ms) => (ms < 10_000 ? 1e9 : 1_000_000);
  const fast: Capacity = () => 1e9;

  it.each(SEEDS)("one that is slow takes nothing from the others (%i)", (seed) => {
    const simulation = run(60, { seed, servers: [fast, slow, fast] });
    expect(simulation.changes(0, 60_000)).toBe(0);
    const [first, second, third] = simulation.moments.at(-1)?.serverDropped ?? [];
    expect([first, third]).toStrictEqual([0, 0]);
    expect(second).toBeGreaterThan(100);
  });

  it.each(SEEDS)("if the slowest is followed, it drops hardly anything (%i)", (seed) => {
    const simulation = run(120, { seed, servers: [fast, slow, fast] }, { follow: "slowest" });
    const at = (ms: number) => simulation.between(ms, ms + 100)[0];
    expect(at(20_000)?.target).toMatchObject({ why: "servers", servers: [1] });
    expect((at(119_900)?.serverDropped[1] ?? 0) - (at(30_000)?.serverDropped[1] ?? 0)).toBeLessThan(150);
    expect(simulation.meanTarget(30_000, 120_000) / (1_000_000 - RULES.audioBitrate)).toBeGreaterThan(0.75);
  });

  it.each(SEEDS)("if none takes all, the fastest of them is followed (%i)", (seed) => {
    const simulation = run(120, { seed, servers: [slow, (ms) => 1.5 * slow(ms)] });
    const { target } = simulation.between(20_000, 20_100)[0] ?? {};
    expect(target).toMatchObject({ why: "servers" });
    const mean = simulation.meanTarget(30_000, 120_000);
    expect(mean).toBeGreaterThan(0.75 * (1_500_000 - RULES.audioBitrate));
    expect(mean).toBeLessThan(1_600_000);
  });

  it.each(SEEDS)("none is followed if that is wished (%i)", (seed) => {
    expect(run(40, { seed, servers: [slow] }, { follow: "uplink" }).changes(0, 40_000)).toBe(0);
  });

  it.each(SEEDS)("one that stalls and comes back gets all again within a minute (%i)", (seed) => {
    const stalling: Capacity = (ms) => (ms >= 10_000 && ms < 16_000 ? 0 : 1e9);
    const simulation = run(90, { seed, servers: [stalling] });
    expect(Math.min(...simulation.moments.map(({ target }) => target.bitrate))).toBeLessThan(1_300_000);
    expect(simulation.backAt()).toBeLessThan(76_000);
  });
});

describe("the controller", () => {
  const report = { ms: 0, ackedBytes: 0, oldestAgeMs: 0, largestFrame: 0, servers: [] };

  it("never leaves its bounds, whatever it is told", () => {
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
        largestFrame: 50_000,
        servers,
      });
      expect(bitrate).toBeGreaterThanOrEqual(RULES.floor / 4);
      expect(bitrate).toBeLessThanOrEqual(RULES.ceiling);
      expect([30, 15, 10, 7.5]).toContain(frameRate);
    }
  });

  it("begins at the ceiling, and moves with it at once", () => {
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

  it("keeps what a way takes when the ceiling is raised", () => {
    const simulation = run(20, { seed: 3, uplink: dip(1_000_000, 10, 20) });
    const { bitrate } = simulation.target;
    expect(bitrate).toBeLessThan(1_000_000);
    simulation.flow.setVideoBitrate(5_000_000);
    expect(simulation.target).toMatchObject({ bitrate, ceiling: 5_000_000, why: "uplink" });
  });
});
