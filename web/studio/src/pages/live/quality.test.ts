import { describe, expect, it } from "vitest";
import { deliveredText, isReduced, Quality, reasonText, reducedText, shareText } from "./quality.ts";

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
    expect(reducedText(target)).toBe("Your connection is slow. Bitrate reduced to 1.2 of 2.5 Mbit/s.");
  });

  it("do not blame the connection for a machine that is too slow", () => {
    const busy = { ...target, bitrate: 2_500_000, frameRate: 15, why: "machine" as const };
    expect(isReduced(busy)).toBe(true);
    expect(reducedText(busy)).toBe("This computer is too slow. Frame rate reduced to 15 fps.");
    expect(deliveredText(busy, false)).toBe("15 fps");
    const quality = new Quality();
    const full = { ...busy, frameRate: 30, why: "ceiling" as const };
    expect([full, busy, { ...busy, frameRate: 10 }, full].map((each) => quality.aim(each))).toStrictEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
