import { describe, expect, it } from "vitest";
import { AAC_FRAMES } from "../../src/media/aac.ts";
import { GapFiller } from "../../src/media/gap-filler.ts";
import { random } from "../support/random.ts";

const SEEDS = Array.from({ length: 50 }, (_, i) => i + 1);
const RATE = 48_000;
const BLOCK = 480;
const UNIT_MS = (AAC_FRAMES * 1000) / RATE;
const MAX_FILL_MS = 10_000;
/** Largest deviation of a block: the tolerance of one block, and that of the mean, which is corrected meanwhile. */
const TOLERANCE_MS = 45 + 16;
/** Access units that the encoder holds. */
const HELD = 2;

/** Capture times of blocks of 10 ms by a clock of its own: jitter, losses, repetitions, gaps up to an hour. */
function* captures(chance: () => number): Generator<number> {
  const intervalMs = (1000 * BLOCK) / RATE + (chance() - 0.5) / 50;
  const events: Array<[number, () => number]> = [
    [0.004, () => chance() * MAX_FILL_MS],
    [0.001, () => MAX_FILL_MS + chance() * 3_600_000],
    [0.02, () => 10 * Math.floor(chance() * 5)],
    [0.005, () => -10 * Math.floor(chance() * 20)],
  ];
  let timeMs = chance() * 1000;
  for (let i = 0; i < 3000; i++) {
    for (const [share, change] of events) {
      timeMs += chance() < share ? change() : 0;
    }
    yield timeMs + (chance() - 0.5) * 20;
    timeMs += intervalMs;
  }
}

describe("any audio", () => {
  it.each(SEEDS)("is encoded at its capture time, without a gap of up to 10 s (seed %i)", (seed) => {
    const filler = new GapFiller(RATE);
    const units: number[] = [];
    let frames = 0;
    let discontinuities = 0;
    let worstMs = 0;
    for (const timeMs of captures(random(seed))) {
      discontinuities += timeMs - (filler.nextMs ?? timeMs) > MAX_FILL_MS ? 1 : 0;
      const { silence, skip } = filler.place(timeMs, BLOCK);
      expect(silence).toBeLessThanOrEqual((MAX_FILL_MS * RATE) / 1000);
      if (skip < BLOCK) {
        worstMs = Math.max(worstMs, Math.abs(filler.timeOf(frames + silence) - timeMs - (skip * 1000) / RATE));
      }
      frames += silence + BLOCK - skip;
      while ((units.length + 1 + HELD) * AAC_FRAMES <= frames) {
        units.push(filler.timeOf(units.length * AAC_FRAMES));
      }
    }
    expect(worstMs).toBeLessThan(TOLERANCE_MS);
    const gaps = units.slice(1).map((time, i) => time - (units[i] ?? 0));
    const jumps = gaps.filter((gap) => Math.abs(gap - UNIT_MS) > 0.001);
    expect(jumps).toHaveLength(discontinuities);
    expect(Math.min(MAX_FILL_MS, ...jumps)).toBe(MAX_FILL_MS);
  });

  it("keeps its times before and after two discontinuities in succession", () => {
    const filler = new GapFiller(RATE);
    for (const timeMs of [0, 20_000, 40_000]) {
      filler.place(timeMs, BLOCK);
    }
    expect([0, 1, 2].map((unit) => filler.timeOf(unit * AAC_FRAMES))).toStrictEqual([0, 20_000, 40_000]);
  });
});
