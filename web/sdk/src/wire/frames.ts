/**
 * Media frames (PROTOCOL.md, section 6) around classic FLV tag bodies. A frame is allocated once, with room for its
 * header, and sent as it is: {@link stamp} fills the header in when its turn comes.
 */

/** Bytes before the FLV tag body. */
export const HEADER_BYTES = 8;

/** RTMP message types of media. */
export const AUDIO = 8;
export const VIDEO = 9;

/** Anything that can be copied into a frame, such as an `EncodedVideoChunk`. */
export interface Copyable {
  readonly byteLength: number;
  copyTo(destination: Uint8Array<ArrayBuffer>): void;
}

/** A frame on its way. The bytes start with {@link HEADER_BYTES} that {@link stamp} fills in. */
export interface MediaFrame {
  readonly type: typeof AUDIO | typeof VIDEO;
  /** Milliseconds since the stream began. May be fractional; whole when stamped. */
  readonly timestamp: number;
  /** A frame that decoding can start at. True for all audio. */
  readonly keyframe: boolean;
  /** A codec configuration, not media. */
  readonly config: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** AVC sequence header: an AVCDecoderConfigurationRecord as WebCodecs gives it in `description`. */
export function avcConfig(avcC: Uint8Array, timestamp: number): MediaFrame {
  const bytes = frame([0x17, 0, 0, 0, 0], avcC.byteLength);
  bytes.set(avcC, HEADER_BYTES + 5);
  return { type: VIDEO, timestamp, keyframe: true, config: true, bytes };
}

/** AVC NAL units with four-byte lengths; decoding order is presentation order, so the composition time is 0. */
export function avcFrame(data: Copyable, timestamp: number, keyframe: boolean): MediaFrame {
  const bytes = frame([keyframe ? 0x17 : 0x27, 1, 0, 0, 0], data.byteLength);
  data.copyTo(bytes.subarray(HEADER_BYTES + 5));
  return { type: VIDEO, timestamp, keyframe, config: false, bytes };
}

/** AAC sequence header: an AudioSpecificConfig. FLV says 44 kHz stereo for every AAC; the config has the truth. */
export function aacConfig(audioSpecificConfig: Uint8Array, timestamp: number): MediaFrame {
  const bytes = frame([0xaf, 0], audioSpecificConfig.byteLength);
  bytes.set(audioSpecificConfig, HEADER_BYTES + 2);
  return { type: AUDIO, timestamp, keyframe: true, config: true, bytes };
}

/** One raw AAC access unit. */
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

/** Writes the stream number into the header of a frame. @param stream the gateway's number, 1 to 255 */
export function setStream(frame: Uint8Array<ArrayBuffer>, stream: number): void {
  frame[1] = stream;
}

function frame(tagHeader: number[], payload: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + tagHeader.length + payload);
  bytes.set(tagHeader, HEADER_BYTES);
  return bytes;
}
