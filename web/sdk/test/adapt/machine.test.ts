import { describe, expect, it } from "vitest";
import { AttemptBackoff } from "../../src/adapt/attempt-backoff.ts";
import { MachineFrameRate } from "../../src/adapt/machine-frame-rate.ts";
import { MachineLoad, TICK_MS } from "../../src/adapt/machine-load.ts";
import { TurnLimit } from "../../src/adapt/turn-limit.ts";

describe("TurnLimit", () => {
  it("limits changes of direction to one in 30 s, beginning with the second change", () => {
    const turns = new TurnLimit();
    expect(turns.waitMs(0, "down")).toBe(0);
    turns.changed(0, "down");
    turns.changed(1000, "down");
    expect(turns.waitMs(2000, "up")).toBe(0);
    turns.changed(2000, "up");
    turns.changed(9000, "up");
    expect(turns.waitMs(12_000, "up")).toBe(0);
    expect(turns.waitMs(12_000, "down")).toBe(20_000);
    expect(turns.waitMs(32_000, "down")).toBe(0);
    turns.changed(12_000, "down");
    expect(turns.waitMs(32_000, "up")).toBe(10_000);
  });
});

describe("AttemptBackoff", () => {
  it("doubles with each failed increase up to the cap, and restarts with a decrease that is none", () => {
    const backoff = new AttemptBackoff(4000, 20_000);
    backoff.decreased(0);
    backoff.decreased(1000);
    const waits = Array.from({ length: 4 }, (_, i) => {
      backoff.increased(i * 50_000);
      backoff.decreased(i * 50_000 + 5000);
      backoff.decreased(i * 50_000 + 9000);
      return backoff.waitMs;
    });
    expect(waits).toStrictEqual([8000, 16_000, 20_000, 20_000]);
    backoff.increased(300_000);
    backoff.decreased(360_001);
    expect(backoff.waitMs).toBe(4000);
  });
});

describe("MachineLoad", () => {
  const ticks = (load: MachineLoad, from: number, count: number, every = TICK_MS, frame = () => false) => {
    for (let i = 0; i < count; i++) {
      for (let frames = 0; frames < 3; frames++) {
        load.offered(frame());
      }
      load.tick(from + i * every);
    }
  };

  it("measures ages by a clock that stands still while the worker does not run", () => {
    const load = new MachineLoad();
    expect(load.runningMs(500)).toBe(500);
    ticks(load, 1000, 11);
    expect(load.runningMs(2050)).toBe(2050);
    expect(load.runningMs(2900)).toBe(2100);
    expect(load.isStarved(2199)).toBe(false);
    expect(load.isStarved(2200)).toBe(true);
    load.tick(2900);
    expect(load.runningMs(2950)).toBe(2150);
    ticks(load, 3000, 40);
    expect(load.isStarved(6900)).toBe(true);
    expect(load.isStarved(6901)).toBe(false);
  });

  it("is too high when the worker stands still as long as it runs, but not after one long stall", () => {
    const load = new MachineLoad();
    ticks(load, 0, 30, 300);
    expect(load.isOverloaded).toBe(true);
    load.restart();
    ticks(load, 20_000, 29, 300);
    expect(load.isOverloaded).toBe(false);
    ticks(load, 100_000, 30);
    expect(load.isOverloaded).toBe(false);
  });

  it("is too high when the encoder has no room for a quarter of the frames", () => {
    const every = (n: number) => {
      let i = 0;
      return () => i++ % n === 0;
    };
    const [many, few] = [new MachineLoad(), new MachineLoad()];
    ticks(many, 0, 30, TICK_MS, every(3));
    ticks(few, 0, 30, TICK_MS, every(5));
    expect([many.isOverloaded, few.isOverloaded]).toStrictEqual([true, false]);
  });
});

describe("MachineFrameRate", () => {
  it("goes down to a quarter, and up again after 30 s, 60 s and 120 s", () => {
    const load = new MachineLoad();
    const frameRate = new MachineFrameRate(load);
    const seen: Array<[seconds: number, divisor: number]> = [];
    // Only a quarter of the frame rate is encoded without skipping.
    for (let ms = 0; ms < 400_000; ms += TICK_MS) {
      load.offered(frameRate.divisor < 4);
      load.tick(ms);
      const before = frameRate.divisor;
      frameRate.update(ms);
      if (frameRate.divisor !== before) {
        seen.push([Math.round(ms / 1000), frameRate.divisor]);
      }
    }
    const down = [3, 6, 9];
    expect(seen.slice(0, 3)).toStrictEqual(down.map((seconds, i) => [seconds, i + 2]));
    expect(seen.slice(3)).toStrictEqual([
      [39, 3],
      [69, 4],
      [129, 3],
      [159, 4],
      [279, 3],
      [309, 4],
    ]);
  });
});
