import { AUDIO, HEADER_BYTES, VIDEO } from "./frames.ts";

/** Media frames from the gateway (PROTOCOL.md, section 6) as tags of an FLV file, for an FLV player. */

/** Start of an FLV file: version 1, a header of nine bytes, and the size 0 of the preceding tag. */
export const FLV_HEADER: Readonly<Uint8Array<ArrayBuffer>> = Uint8Array.of(
  ...[0x46, 0x4c, 0x56, 1, 5, 0, 0, 0, 9],
  ...[0, 0, 0, 0],
);

/** Sizes of a tag's header and of the field after the tag that repeats its size. */
const TAG_HEADER_BYTES = 11;
const TAG_SIZE_BYTES = 4;

/** Names of codecs. Other codecs are named by their number or FourCC. */
const AUDIO_CODECS: { readonly [id: string]: string } = {
  2: "MP3",
  10: "AAC",
  11: "Speex",
  mp4a: "AAC",
  ".mp3": "MP3",
  fLaC: "FLAC",
};
const VIDEO_CODECS: { readonly [id: string]: string } = {
  2: "Sorenson H.263",
  4: "VP6",
  7: "AVC",
  12: "HEVC",
  avc1: "AVC",
  hvc1: "HEVC",
  av01: "AV1",
  vp09: "VP9",
};

/** Media frame as a complete FLV tag. */
export interface MediaTag {
  readonly kind: "audio" | "video";
  /** Codec name, such as `AVC` or `AAC`. */
  readonly codec: string;
  /** Whether the tag is a codec configuration. */
  readonly config: boolean;
  /** Whether decoding can start at this tag. True for all audio and for configurations. */
  readonly keyframe: boolean;
  /** Timestamp of the server in milliseconds, modulo 2^32. */
  readonly timestamp: number;
  /** The tag followed by its size. Owned by the holder of the MediaTag, who may change it. */
  readonly bytes: ArrayBuffer;
}

/**
 * Converts a media frame to a tag.
 *
 * @returns the stream number and the tag; undefined if the frame is empty, or neither audio nor video
 */
export function readFrame(frame: ArrayBuffer): { stream: number; tag: MediaTag } | undefined {
  const view = new DataView(frame);
  const size = frame.byteLength - HEADER_BYTES;
  if (size < 2) {
    return undefined;
  }
  const [type, stream, timestamp] = [view.getUint8(0), view.getUint8(1), view.getUint32(4)];
  const body = new Uint8Array(frame, HEADER_BYTES);
  const what = type === VIDEO ? video(body) : type === AUDIO ? audio(body) : undefined;
  return what && { stream, tag: { ...what, timestamp, bytes: tagBytes(type, timestamp, body) } };
}

/**
 * Overwrites the timestamp of a tag.
 *
 * @param timestamp whole milliseconds; written modulo 2^32
 */
export function setTimestamp(bytes: ArrayBuffer, timestamp: number): void {
  const view = new DataView(bytes);
  const ms = timestamp >>> 0;
  view.setUint16(4, (ms >>> 8) & 0xffff);
  view.setUint8(6, ms & 0xff);
  view.setUint8(7, ms >>> 24);
}

function tagBytes(type: number, timestamp: number, body: Uint8Array): ArrayBuffer {
  const size = body.byteLength;
  const bytes = new ArrayBuffer(TAG_HEADER_BYTES + size + TAG_SIZE_BYTES);
  const view = new DataView(bytes);
  view.setUint32(0, type * 2 ** 24 + size);
  setTimestamp(bytes, timestamp);
  new Uint8Array(bytes).set(body, TAG_HEADER_BYTES);
  view.setUint32(TAG_HEADER_BYTES + size, TAG_HEADER_BYTES + size);
  return bytes;
}

type TagInfo = Pick<MediaTag, "kind" | "codec" | "config" | "keyframe">;

/** Enhanced RTMP v2: the lower half of the first byte is the packet type, and a FourCC follows. */
const ENHANCED_AUDIO = 9;

function audio(body: Uint8Array): TagInfo {
  const [first = 0, second = 0] = body;
  const format = first >> 4;
  const enhanced = format === ENHANCED_AUDIO;
  const id = enhanced ? fourCc(body) : String(format);
  const config = enhanced ? (first & 15) === 0 : format === 10 && second === 0;
  return { kind: "audio", codec: AUDIO_CODECS[id] ?? id, config, keyframe: true };
}

function video(body: Uint8Array): TagInfo {
  const [first = 0, second = 0] = body;
  const enhanced = (first & 0x80) !== 0;
  const id = enhanced ? fourCc(body) : String(first & 15);
  const packet = enhanced ? first & 15 : second;
  const config = packet === 0 && (enhanced || id === "7" || id === "12");
  return { kind: "video", codec: VIDEO_CODECS[id] ?? id, config, keyframe: config || ((first >> 4) & 7) === 1 };
}

function fourCc(body: Uint8Array): string {
  return String.fromCharCode(...body.subarray(1, 5));
}
