import { describe, expect, it } from "vitest";
import {
  AUDIO,
  aacConfig,
  aacFrame,
  avcConfig,
  avcFrame,
  type MediaFrame,
  setStream,
  stamp,
  VIDEO,
} from "../../src/wire/frames.ts";
import { readMessage } from "../../src/wire/read-message.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const copyable = (bytes: number[]) => ({
  byteLength: bytes.length,
  copyTo: (destination: Uint8Array) => destination.set(bytes),
});

const stamped = (frame: MediaFrame, stream: number, timestamp: number) => {
  const bytes = stamp(frame, timestamp);
  setStream(bytes, stream);
  return bytes;
};

describe("media frames", () => {
  // type stream reserved timestamp | frame type and codec, AVC packet type, composition time | payload
  it("have an AVC sequence header", () => {
    const frame = avcConfig(Uint8Array.of(1, 0x64, 0, 0x1e), 40);
    expect(hex(stamped(frame, 1, 40))).toBe("0901000000000028" + "1700000000" + "0164001e");
    expect(frame).toMatchObject({ type: VIDEO, config: true, keyframe: true });
  });

  it("have an AVC keyframe, as in the example of PROTOCOL.md, section 6", () => {
    const frame = avcFrame(copyable([0, 0, 0, 1, 0x65]), 1000, true);
    expect(hex(stamped(frame, 1, 1000))).toBe("09010000000003e8" + "1701000000" + "0000000165");
  });

  it("have an AVC frame between keyframes", () => {
    const frame = avcFrame(copyable([0x41]), 1033, false);
    expect(hex(stamped(frame, 255, 1033))).toBe("09ff000000000409" + "2701000000" + "41");
    expect(frame.keyframe).toBe(false);
  });

  // type stream reserved timestamp | AAC 44 kHz 16 bit stereo, AAC packet type | payload
  it("have an AAC sequence header", () => {
    const frame = aacConfig(Uint8Array.of(0x11, 0x90), 0);
    expect(hex(stamped(frame, 1, 0))).toBe("0801000000000000" + "af00" + "1190");
    expect(frame).toMatchObject({ type: AUDIO, config: true });
  });

  it("have an AAC access unit", () => {
    expect(hex(stamped(aacFrame(copyable([0x21, 0x10]), 21), 2, 21))).toBe("0802000000000015" + "af01" + "2110");
  });

  it("get their stream number only when they are sent", () => {
    expect(hex(stamp(aacFrame(copyable([]), 0), 7))).toBe("0800000000000007" + "af01");
  });

  it("wrap their timestamp after 2^32 ms", () => {
    expect(hex(stamped(aacFrame(copyable([]), 0), 1, 2 ** 32 + 5))).toBe("0801000000000005" + "af01");
  });
});

describe("text messages", () => {
  it("are responses with an id, and events without", () => {
    expect(readMessage('{"id":0,"type":"result"}')).toMatchObject({ kind: "response" });
    expect(readMessage('{"id":1,"type":"error","code":"bad-state","message":"no"}')).toMatchObject({
      kind: "response",
    });
    expect(readMessage('{"type":"error","code":"bad-frame","message":"no"}')).toMatchObject({ kind: "event" });
  });

  it("are ignored if they are events of an unknown type", () => {
    expect(readMessage('{"type":"weather","text":"fine"}')).toBeUndefined();
  });

  it.each(["7", "null", "[]", "{}", "{", '{"id":"1","type":"result"}', '{"id":1,"type":"news"}'])(
    "are rejected if malformed: %s",
    (text) => {
      expect(() => readMessage(text)).toThrow();
    },
  );
});
