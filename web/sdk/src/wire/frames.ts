/**
 * Media frames (PROTOCOL.md, section 6) around classic FLV tag bodies. A frame is allocated once, with room for its
 * header, which {@link stamp} and {@link setStream} fill in when it is sent.
 */

/** Bytes before the FLV tag body. */
export const HEADER_BYTES = 8;

/** RTMP message types of media. */
export const AUDIO = 8;
export const VIDEO = 9;

/** Data that can be copied into a frame, such as an `EncodedVideoChunk`. */
export interface Copyable {
  readonly byteLength: number;
  copyTo(destination: Uint8Array<ArrayBuffer>): void;
}

/** Media frame. Its bytes start with a header of {@link HEADER_BYTES}. */
export interface MediaFrame {
  readonly type: typeof AUDIO | typeof VIDEO;
  /** Milliseconds since the stream began. May be fractional; rounded when the frame is sent. */
  readonly timestamp: number;
  /** Whether decoding can start at this frame. True for all audio. */
  readonly keyframe: boolean;
  /** Whether the frame is a codec configuration. */
  readonly config: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Creates an AVC sequence header from an AVCDecoderConfigurationRecord, which WebCodecs provides as `description`. */
export function avcConfig(avcC: Uint8Array, timestamp: number): MediaFrame {
  const bytes = frame([0x17, 0, 0, 0, 0], avcC.byteLength);
  bytes.set(avcC, HEADER_BYTES + 5);
  return { type: VIDEO, timestamp, keyframe: true, config: true, bytes };
}

/** Creates a frame of AVC NAL units with four-byte lengths. There are no B-frames, so the composition time is 0. */
export function avcFrame(data: Copyable, timestamp: number, keyframe: boolean): MediaFrame {
  const bytes = frame([keyframe ? 0x17 : 0x27, 1, 0, 0, 0], data.byteLength);
  data.copyTo(bytes.subarray(HEADER_BYTES + 5));
  return { type: VIDEO, timestamp, keyframe, config: false, bytes };
}

/**
 * Creates an AAC sequence header from an AudioSpecificConfig. FLV declares all AAC as 44 kHz stereo; the configuration
 * has the true format.
 */
export function aacConfig(audioSpecificConfig: Uint8Array, timestamp: number): MediaFrame {
  const bytes = frame([0xaf, 0], audioSpecificConfig.byteLength);
  bytes.set(audioSpecificConfig, HEADER_BYTES + 2);
  return { type: AUDIO, timestamp, keyframe: true, config: true, bytes };
}

/** Creates a frame of one raw AAC access unit. */
export function aacFrame(data: Copyable, timestamp: number): MediaFrame {
  const bytes = frame([0xaf, 1], data.byteLength);
  data.copyTo(bytes.subarray(HEADER_BYTES + 2));
  return { type: AUDIO, timestamp, keyframe: true, config: false, bytes };
}

/**
 * Fills in the header of a frame, except for the stream number, which {@link setStream} writes.
 *
 * @param timestamp whole milliseconds; written modulo 2^32
 */
export function stamp(frame: MediaFrame, timestamp: number): Uint8Array<ArrayBuffer> {
  const header = new DataView(frame.bytes.buffer, frame.bytes.byteOffset, HEADER_BYTES);
  header.setUint8(0, frame.type);
  header.setUint16(2, 0);
  header.setUint32(4, timestamp % 2 ** 32);
  return frame.bytes;
}

/**
 * Writes the stream number into the header of a frame.
 *
 * @param stream the gateway's number, 1 to 255
 */
export function setStream(frame: Uint8Array<ArrayBuffer>, stream: number): void {
  frame[1] = stream;
}

function frame(tagHeader: number[], payload: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + tagHeader.length + payload);
  bytes.set(tagHeader, HEADER_BYTES);
  return bytes;
}
