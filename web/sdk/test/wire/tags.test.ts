import { describe, expect, it } from "vitest";
import { FLV_HEADER, readFrame, setTimestamp } from "../../src/wire/tags.ts";
import { frame } from "../support/tags.ts";

const hex = (bytes: ArrayBuffer | Uint8Array) => Buffer.from(bytes as Uint8Array).toString("hex");
const fourCc = (text: string) => [...text].map((c) => c.charCodeAt(0));

describe("a media frame", () => {
  it("becomes an FLV tag", () => {
    const read = readFrame(frame(9, 3, 1000, [0x17, 1, 0, 0, 0, 0x65]));
    expect(read).toMatchObject({ stream: 3, tag: { kind: "video", timestamp: 1000 } });
    // type, size, timestamp with its upper byte last, stream | body | size of all that
    expect(hex(read?.tag.bytes as ArrayBuffer)).toBe(
      "09" + "000006" + "0003e800" + "000000" + "170100000065" + "00000011",
    );
  });

  it.each([
    ["AVC configuration", 9, [0x17, 0, 0, 0, 0], { codec: "AVC", config: true, keyframe: true }],
    ["AVC keyframe", 9, [0x17, 1, 0, 0, 0], { codec: "AVC", config: false, keyframe: true }],
    ["AVC picture", 9, [0x27, 1, 0, 0, 0], { codec: "AVC", config: false, keyframe: false }],
    [
      "Sorenson keyframe, not a configuration",
      9,
      [0x12, 0, 0],
      { codec: "Sorenson H.263", config: false, keyframe: true },
    ],
    ["HEVC configuration", 9, [0x90, ...fourCc("hvc1"), 1], { codec: "HEVC", config: true, keyframe: true }],
    ["HEVC keyframe", 9, [0x91, ...fourCc("hvc1"), 1], { codec: "HEVC", config: false, keyframe: true }],
    ["AV1 picture", 9, [0xa3, ...fourCc("av01"), 1], { codec: "AV1", config: false, keyframe: false }],
    ["unknown picture", 9, [0xa1, ...fourCc("xyz1"), 1], { codec: "xyz1", config: false, keyframe: false }],
    ["AAC configuration", 8, [0xaf, 0, 0x11], { codec: "AAC", config: true, keyframe: true }],
    ["AAC", 8, [0xaf, 1, 0x21], { codec: "AAC", config: false, keyframe: true }],
    ["MP3", 8, [0x2f, 0xff], { codec: "MP3", config: false, keyframe: true }],
    ["Opus configuration", 8, [0x90, ...fourCc("Opus"), 1], { codec: "Opus", config: true, keyframe: true }],
    ["Opus", 8, [0x91, ...fourCc("Opus"), 1], { codec: "Opus", config: false, keyframe: true }],
  ] as const)("is recognized as %s", (_, type, body, what) => {
    expect(readFrame(frame(type, 1, 0, body))?.tag).toMatchObject(what);
  });

  it.each([
    ["without a body", new ArrayBuffer(8)],
    ["cut off", new ArrayBuffer(3)],
    ["of another type", frame(18, 1, 0, [2, 0])],
  ])("is rejected if it is %s", (_, bytes) => {
    expect(readFrame(bytes)).toBeUndefined();
  });

  it("accepts another timestamp of 32 bits", () => {
    const { tag } = readFrame(frame(8, 1, 5, [0xaf, 1, 0])) ?? expect.unreachable();
    setTimestamp(tag.bytes, 0x89abcdef);
    expect(hex(tag.bytes.slice(4, 8))).toBe("abcdef89");
    setTimestamp(tag.bytes, 2 ** 32 + 7);
    expect(hex(tag.bytes.slice(4, 8))).toBe("00000700");
  });

  it("follows the header of a file", () => {
    expect(hex(FLV_HEADER)).toBe("464c5601050000000900000000");
  });
});
