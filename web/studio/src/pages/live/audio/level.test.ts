import { describe, expect, it } from "vitest";
import { Level } from "./level.ts";

describe("a level", () => {
  it("rises at once, falls slowly, and keeps its peak for a while", () => {
    const level = new Level();
    level.add(0, 0);
    expect([level.bar, level.peak]).toStrictEqual([0, 0]);
    level.add(0.5, 100);
    expect(level.db).toBeCloseTo(-6.02, 2);
    level.add(0, 600);
    expect(level.db).toBeCloseTo(-21.02, 2);
    expect(level.peak).toBeCloseTo(1 - 6.02 / 54, 3);
    level.add(0, 1700);
    expect(level.peak).toBe(level.bar);
    level.add(0, 9000);
    expect(level.bar).toBe(0);
  });

  it("shows clipping for two seconds", () => {
    const level = new Level();
    level.add(0.99, 0);
    expect(level.isClipping).toBe(false);
    level.add(1, 100);
    level.add(0.1, 2000);
    expect(level.isClipping).toBe(true);
    level.add(0.1, 2100);
    expect(level.isClipping).toBe(false);
  });
});
