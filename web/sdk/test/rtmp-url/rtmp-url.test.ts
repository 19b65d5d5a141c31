import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseRtmpUrl } from "../../src/rtmp-url/rtmp-url.ts";

interface Vector {
  url: string;
  why: string;
  error?: string;
}

/** Table that tests of the gateway's parser use, too. */
const VECTORS: Vector[] = JSON.parse(
  readFileSync(new URL("../../../../src/test/resources/vectors/rtmp-urls.json", import.meta.url), "utf8"),
);
const REFUSED = VECTORS.filter(({ error }) => error !== undefined);
const VALID = VECTORS.filter(({ error }) => error === undefined);

describe("an RTMP URL", () => {
  it.each(VALID)("has its parts: $url ($why)", ({ url, why, ...parts }) => {
    expect(parseRtmpUrl(url)).toEqual(parts);
  });

  it.each(REFUSED)("is rejected with a message: $url ($why)", ({ url, error }) => {
    expect(() => parseRtmpUrl(url)).toThrow(expect.objectContaining({ name: "RangeError", message: error }));
  });

  it("has both kinds of vectors", () => {
    expect([VALID.length > 40, REFUSED.length > 50]).toEqual([true, true]);
  });

  it("has up to 4096 characters", () => {
    const longest = `rtmp://a/${"a".repeat(4087)}`;
    expect(parseRtmpUrl(longest).app).toHaveLength(4087);
    expect(() => parseRtmpUrl(`${longest}a`)).toThrow("a URL of 4097 characters, expected up to 4096");
  });

  it("has a host of up to 253 characters", () => {
    const label = "a".repeat(63);
    const longest = [label, label, label, label.slice(2)].join(".");
    expect(parseRtmpUrl(`rtmp://${longest}/live`).host).toHaveLength(253);
    expect(() => parseRtmpUrl(`rtmp://a${longest}/live`)).toThrow("a host of 254 characters");
  });
});
