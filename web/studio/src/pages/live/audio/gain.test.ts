import { describe, expect, it } from "vitest";
import { checkedGain, factorOf, gainText, MAX_DB, SILENT_DB } from "./gain.ts";

describe("a gain", () => {
  it.each([
    [0, 1],
    [MAX_DB, 3.981],
    [-6, 0.501],
    [SILENT_DB + 1, 0.00112],
    [SILENT_DB, 0],
    [-100, 0],
  ])("of %d dB is the factor %d", (gainDb, factor) => {
    expect(factorOf(gainDb)).toBeCloseTo(factor, 3);
  });

  it.each([
    [0, "0 dB"],
    [3, "+3 dB"],
    [-6, "−6 dB"],
    [SILENT_DB, "−∞ dB"],
  ])("of %d dB is shown as %s", (gainDb, text) => {
    expect(gainText(gainDb)).toBe(text);
  });

  it("that is stored is 0 dB unless it is in range", () => {
    expect([undefined, "3", Number.NaN, 13, -61, 12, -60].map(checkedGain)).toStrictEqual([0, 0, 0, 0, 0, 12, -60]);
  });
});
