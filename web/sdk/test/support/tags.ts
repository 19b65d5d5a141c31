import { type MediaTag, readFrame } from "../../src/wire/tags.ts";

/** Returns a media frame as it comes from the gateway. */
export function frame(
  type: number,
  stream: number,
  timestamp: number,
  body: readonly number[],
  payload = 0,
): ArrayBuffer {
  const bytes = new Uint8Array(8 + body.length + payload);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, type);
  view.setUint8(1, stream);
  view.setUint32(4, timestamp);
  bytes.set(body, 8);
  return bytes.buffer;
}

function tag(type: number, timestamp: number, body: readonly number[], payload = 0): MediaTag {
  const read = readFrame(frame(type, 1, timestamp, body, payload));
  if (read === undefined) {
    throw new TypeError("no tag");
  }
  return read.tag;
}

/** Tags of AVC and AAC at a time in milliseconds, with a payload of `size` bytes. */
export const make = {
  avcConfig: (timestamp = 0) => tag(9, timestamp, [0x17, 0, 0, 0, 0, 1]),
  keyframe: (timestamp: number, size = 8) => tag(9, timestamp, [0x17, 1, 0, 0, 0], size),
  deltaFrame: (timestamp: number, size = 8) => tag(9, timestamp, [0x27, 1, 0, 0, 0], size),
  aacConfig: (timestamp = 0) => tag(8, timestamp, [0xaf, 0, 0x11, 0x90]),
  audio: (timestamp: number, size = 8) => tag(8, timestamp, [0xaf, 1], size),
  opus: (timestamp: number) => tag(8, timestamp, [0x91, 0x4f, 0x70, 0x75, 0x73, 1, 1]),
  hevc: (timestamp: number) => tag(9, timestamp, [0x91, 0x68, 0x76, 0x63, 0x31, 1, 1]),
};
