import { describe, expect, it } from "vitest";
import { validAvcConfig } from "../../src/media/avc-config.ts";

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));

const SPS = "6742c01ed900a02ff9610000030001001e84800f162e48";
const PPS = "68cb8cb2";
const VALID = `01 42c01e ff e1 0017 ${SPS} 01 0004 ${PPS}`;

describe("a codec configuration of H.264", () => {
  it("of Firefox, which repeats the first byte of parameter sets, is repaired", () => {
    const firefox = bytes(`01 42c01e 03 01 0018 67${SPS} 01 0005 68${PPS}`);
    expect(validAvcConfig(firefox)).toStrictEqual(bytes(VALID));
  });

  it.each([VALID, "01020304"])("that is not of this form is not changed: %s", (hex) => {
    expect(validAvcConfig(bytes(hex))).toStrictEqual(bytes(hex));
  });
});
