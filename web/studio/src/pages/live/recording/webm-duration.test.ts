import { describe, expect, it } from "vitest";
import { durationValue, withDuration } from "./webm-duration.ts";

const bytes = (hex: string) => Uint8Array.from(hex.match(/\w\w/g) ?? [], (each) => Number.parseInt(each, 16));

/** EBML header, segment of unknown size, info with a time scale of 1 ms, and the start of the tracks. */
const CHROMIUM = bytes("1a45dfa3 84 42868101 18538067 01ffffffffffffff 1549a966 87 2ad7b1 83 0f4240 1654ae6b 80");
/** Bytes with the size of the info in eight bytes. */
const FIREFOX = bytes(
  "1a45dfa3 84 42868101 18538067 01ffffffffffffff 1549a966 0100000000000007 2ad7b1 83 0f4240 1654ae6b 80",
);

describe("the duration of a WebM file", () => {
  it.each([CHROMIUM, FIREFOX])("has room in the info that a browser writes", (start) => {
    const header = withDuration(start);
    expect(header?.data).toStrictEqual(
      bytes(
        "1a45dfa3 84 42868101 18538067 01ffffffffffffff 1549a966 92 2ad7b1 83 0f4240 4489 88 0000000000000000 1654ae6b 80",
      ),
    );
    expect(header?.data.subarray(header.at)).toStrictEqual(bytes("0000000000000000 1654ae6b 80"));
    expect(durationValue(1500)).toStrictEqual(bytes("4097700000000000"));
  });

  it.each([
    ["nothing", bytes("")],
    ["an MP4 file", bytes("00000020 66747970 69736f6d 00000000 69736f6d 61766331")],
    ["a segment of a known size", bytes("1a45dfa3 84 42868101 18538067 90 1549a966 87 2ad7b1 83 0f4240 1654ae6b 80")],
    ["a start that ends in the info", CHROMIUM.subarray(0, 30)],
  ])("is not added to %s", (_, start) => {
    expect(withDuration(start)).toBeUndefined();
  });
});
