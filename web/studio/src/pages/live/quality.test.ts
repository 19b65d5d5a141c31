import { describe, expect, it } from "vitest";
import { deliveredText, reasonText, shareText } from "./quality.ts";

describe("quality texts", () => {
  const target = { bitrate: 1_234_000, frameRate: 30, ceiling: 2_500_000, why: "uplink" as const, servers: [] };

  it("name the bitrate and the reason", () => {
    expect(shareText(target)).toBe("1.2 of 2.5 Mbit/s");
    expect(shareText({ ...target, ceiling: 800_000, bitrate: 320_400 })).toBe("320 of 800 kbit/s");
    expect(reasonText(target)).toBe("Your connection is slow");
    expect(reasonText({ ...target, why: "servers", servers: [1] })).toBe("A destination is slow");
    expect(reasonText({ ...target, why: "servers", servers: [0, 1] })).toBe("2 destinations are slow");
    expect(deliveredText(target, false)).toBe("1.2 of 2.5 Mbit/s");
    expect(deliveredText(target, true)).toBe("Dropping frames");
  });
});
