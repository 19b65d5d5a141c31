import { describe, expect, it } from "vitest";
import { bitrate, bytes, countText, delay, duration, durationText, timeOfDay } from "./format.ts";

describe("formats", () => {
  it("use units and words", () => {
    expect([0, 65_000, 3_725_000].map(duration)).toStrictEqual(["00:00", "01:05", "1:02:05"]);
    expect([5000, 60_000, 3_725_000, 7_200_000].map(durationText)).toStrictEqual([
      "5 seconds",
      "1 minute",
      "1 hour 2 minutes",
      "2 hours",
    ]);
    expect([0, 320_000, 2_500_000, 12_400_000].map(bitrate)).toStrictEqual([
      "0 kbit/s",
      "320 kbit/s",
      "2.5 Mbit/s",
      "12 Mbit/s",
    ]);
    expect([0, 999, 1500, 123_456_789].map(bytes)).toStrictEqual(["0 B", "999 B", "1.5 kB", "123 MB"]);
    expect(timeOfDay(new Date(2026, 0, 1, 0, 3, 9).getTime())).toBe("00:03:09");
    expect([countText(20, 20), countText(20, 1000)]).toStrictEqual(["20", "20 of 1,000"]);
    expect([0, 999, 1300].map(delay)).toStrictEqual(["0 ms", "999 ms", "1.3 s"]);
  });
});
