import { describe, expect, it } from "vitest";
import { PaceCheck } from "./pace-check.ts";

/** Returns the results of seconds in which so many frames are composed, of 30 that are wanted. */
function results(rates: readonly number[]): boolean[] {
  const check = new PaceCheck(30);
  check.update(0);
  return rates.map((frames, second) => {
    for (let i = 1; i <= frames; i++) {
      check.count();
    }
    check.update(1000 * (second + 1));
    return check.isSlow;
  });
}

describe("a composition", () => {
  it.each([
    ["keeps up", [30, 30, 29, 28, 30, 27], [false, false, false, false, false, false]],
    ["stalls once", [30, 0, 30, 30, 30, 30], [false, false, false, false, false, false]],
    ["is slow for four seconds", [20, 20, 20, 20], [false, false, false, true]],
    [
      "is slow, and keeps up again for four seconds",
      [10, 10, 10, 10, 30, 30, 10, 10, 30, 30, 30, 30],
      [false, false, false, true, true, true, true, true, true, true, true, false],
    ],
  ])("that %s", (_, rates, expected) => {
    expect(results(rates)).toStrictEqual(expected);
  });

  it("is measured by the time that passed if the check is late", () => {
    const check = new PaceCheck(30);
    for (let second = 0; second <= 12; second += 4) {
      check.update(1000 * second);
      Array.from({ length: 80 }, () => check.count());
    }
    expect(check.isSlow).toBe(true);
  });
});
