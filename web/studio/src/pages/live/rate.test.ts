import { describe, expect, it } from "vitest";
import { Rate } from "./rate.ts";

describe("a rate", () => {
  it("is averaged over one second and bounded", () => {
    const rate = new Rate(1000, 10);
    for (let i = 0; i <= 40; i++) {
      rate.count(i * 250, i * 25_000);
    }
    expect(rate.latest).toBe(800_000);
    expect(rate.points).toHaveLength(10);
    rate.count(10_250, 1_000_000);
    expect(rate.latest).toBe(600_000);
  });

  it("is 0 before two counts", () => {
    const rate = new Rate();
    rate.count(5, 100);
    expect([rate.latest, rate.points]).toStrictEqual([0, []]);
  });
});
