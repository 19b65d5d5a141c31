import type { Copyable } from "../wire/frames.ts";
import type { Pcm } from "./pcm.ts";

/** Settings of an AAC encoder. */
export interface AacConfig {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** bit/s. */
  readonly bitrate: number;
}

/** Encoder of raw AAC-LC access units, each of 1024 audio frames. */
export interface AacEncoder {
  /** Fulfilled when the encoder can accept more. */
  encode(pcm: Pcm): Promise<void>;
  close(): void;
}

/** Receives access units in order. */
export type AacOutput = (unit: Copyable) => void;

/** Audio frames per access unit. */
export const AAC_FRAMES = 1024;

/** Priming frames that an encoder inserts first, as each access unit is decoded together with the previous one. */
export const AAC_PRIMING = 1024;

const RATE_INDEX = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

/** Returns the AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of AAC-LC. */
export function audioSpecificConfig(sampleRate: number, channels: number): Uint8Array<ArrayBuffer> {
  const index = RATE_INDEX.indexOf(sampleRate);
  if (index < 0 || channels < 1 || channels > 2) {
    throw new RangeError(
      `AAC of ${sampleRate} Hz and ${channels} channels, expected 1 or 2 channels and a standard rate`,
    );
  }
  const bits = (2 << 11) | (index << 7) | (channels << 3);
  return Uint8Array.of(bits >> 8, bits & 0xff);
}
