import { describe, expect, it } from "vitest";
import { PLENTY, RULES, run, SEEDS } from "../support/adaptation.ts";
import { type Stalls, stalls } from "../support/machine.ts";
import type { Capacity, Turn } from "../support/network.ts";
import { random } from "../support/random.ts";

/** Shortest time between two changes of direction, in milliseconds. */
const TURN_MS = 30_000;

const gaps = (turns: readonly Turn[]) =>
  turns.slice(1).map((turn, i) => ({ ...turn, gapMs: turn.ms - (turns[i]?.ms ?? 0) }));

/** The worker stands still for up to 1.2 s, again and again, for half of the time from 5 s to 50 s. */
const starved = (seed: number): Stalls => stalls(seed, [5, 50], [100, 1200], [100, 1200]);

/** So does the browser's network process, at other times and for a quarter of the time. */
const starvedIo = (seed: number): Stalls => stalls(seed + 1000, [5, 50], [50, 700], [200, 2000]);

describe("a machine without enough processor time", () => {
  it.each(SEEDS)("does not reduce the bitrate while the worker stalls (%i)", (seed) => {
    const simulation = run(60, { seed, jitterMs: 40, workerStalls: starved(seed) });
    expect(simulation.turns(({ bitrate }) => bitrate)).toStrictEqual([]);
    expect(simulation.moments.filter(({ target }) => target.bitrate < RULES.ceiling)).toStrictEqual([]);
  });

  it.each(SEEDS)("does not reduce the bitrate while the network process stalls, too (%i)", (seed) => {
    const world = { seed, jitterMs: 40, workerStalls: starved(seed), ioStalls: starvedIo(seed) };
    const simulation = run(60, world);
    expect(simulation.moments.filter(({ target }) => target.bitrate < RULES.ceiling)).toStrictEqual([]);
  });

  it.each(SEEDS)("does not hide a slow uplink (%i)", (seed) => {
    const rate = Math.round(500_000 + 500_000 * random(seed * 7)());
    const uplink: Capacity = (ms) => (ms < 10_000 ? PLENTY(ms) : rate);
    const simulation = run(50, { seed, jitterMs: 40, workerStalls: starved(seed), uplink });
    const down = simulation.moments.find(({ target }) => target.bitrate < RULES.ceiling);
    expect(down?.target.why).toBe("uplink");
    expect((down?.ms ?? Number.NaN) - 10_000).toBeLessThan(12_000);
    expect(simulation.longestWait(25_000, 50_000)).toBeLessThan(4000);
    expect(simulation.meanTarget(25_000, 50_000)).toBeGreaterThan(0.5 * (rate - RULES.audioBitrate));
  });
});

describe("an encoder that is too slow", () => {
  const slow = (from: number, to: number) => (ms: number) => (ms >= from * 1000 && ms < to * 1000 ? 55 : 5);

  it.each(SEEDS)("gets fewer frames at the same bitrate, and all of them once it is faster (%i)", (seed) => {
    const simulation = run(120, { seed, jitterMs: 40, frameMs: slow(5, 35) });
    expect(simulation.between(20_000, 35_000).map(({ target }) => target)).toSatisfy((all: object[]) =>
      all.every((target) => expect(target).toMatchObject({ bitrate: 2_500_000, frameRate: 15, why: "machine" })),
    );
    expect(simulation.moments.at(-1)?.target).toMatchObject({ bitrate: 2_500_000, frameRate: 30, why: "ceiling" });
    expect(simulation.moments.at(-1)?.dropped).toBe(0);
  });

  it.each(SEEDS)("or whose worker is always late gets fewer frames, too (%i)", (seed) => {
    const periodMs = 300 + 20 * seed;
    const simulation = run(40, { seed, workerStalls: (ms) => ms % periodMs < 0.8 * periodMs });
    expect(simulation.moments.every(({ target }) => target.bitrate === RULES.ceiling)).toBe(true);
    expect(simulation.moments.at(-1)?.target.why).toBe("machine");
    expect(simulation.moments.at(-1)?.target.frameRate).toBeLessThan(30);
  });

  it.each(SEEDS)("does not change the direction of the frame rate for 30 s, whatever its speed does (%i)", (seed) => {
    const chance = random(seed);
    const periodMs = 8000 + 40_000 * chance();
    const simulation = run(300, { seed, frameMs: (ms) => (ms % periodMs < periodMs / 2 ? 40 + 80 * chance() : 5) });
    const turns = simulation.turns(({ frameRate }) => frameRate);
    expect(turns.length).toBeGreaterThan(0);
    expect(gaps(turns).filter(({ gapMs }) => gapMs < TURN_MS)).toStrictEqual([]);
    expect(simulation.moments.every(({ target }) => target.bitrate === RULES.ceiling)).toBe(true);
  });
});

describe("the direction of the bitrate", () => {
  /** Rate that jumps between two values, with a period of 5 s to 60 s. */
  const jumping = (seed: number): Capacity => {
    const chance = random(seed * 13);
    const [periodMs, low, high] = [5000 + 55_000 * chance(), 300_000 + 1_500_000 * chance(), 3e6 + 3e6 * chance()];
    return (ms) => (ms % periodMs < periodMs / 2 ? high : low);
  };

  it.each(SEEDS)("changes at most every 30 s, except for a decrease while data queues (%i)", (seed) => {
    const simulation = run(300, { seed, jitterMs: 60, uplink: jumping(seed) });
    const turns = simulation.turns(({ bitrate }) => bitrate);
    expect(turns.length).toBeGreaterThan(0);
    for (const { ms, isUp, gapMs } of gaps(turns).filter(({ gapMs }) => gapMs < TURN_MS)) {
      expect({ ms, isUp, gapMs }).toMatchObject({ isUp: false });
      expect(simulation.longestWait(ms - 2500, ms)).toBeGreaterThan(120);
    }
  });

  it.each(SEEDS)("changes at most every 30 s for a server, except for a decrease (%i)", (seed) => {
    const simulation = run(300, { seed, jitterMs: 60, servers: [jumping(seed)] });
    const quick = gaps(simulation.turns(({ bitrate }) => bitrate)).filter(({ gapMs }) => gapMs < TURN_MS);
    for (const { ms, isUp, gapMs } of quick) {
      expect({ ms, isUp, gapMs }).toMatchObject({ isUp: false });
      const longest = Math.max(...simulation.between(ms - 2500, ms).map(({ serverMs }) => serverMs[0] ?? 0));
      expect(longest).toBeGreaterThan(250);
    }
  });

  it.each(SEEDS)("changes ever less often on a path that stays slow (%i)", (seed) => {
    const rate = Math.round(600_000 + 1_700_000 * random(seed * 7)());
    const simulation = run(600, { seed, jitterMs: 60, uplink: (ms) => (ms < 10_000 ? PLENTY(ms) : rate) });
    const ups = simulation.turns(({ bitrate }) => bitrate).filter(({ isUp }) => isUp);
    const between = gaps(ups).map(({ gapMs }) => gapMs);
    expect(between.slice(0, 2).every((gapMs) => gapMs >= TURN_MS)).toBe(true);
    expect(Math.max(...between)).toBeGreaterThan(110_000);
    expect(ups.length).toBeLessThanOrEqual(8);
    expect(simulation.meanTarget(30_000, 600_000) / (rate - RULES.audioBitrate)).toBeGreaterThan(0.75);
  });
});
