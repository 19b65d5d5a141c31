import type { Copyable } from "../wire/frames.ts";
import type { Pcm } from "./pcm.ts";

/** How to encode sound. */
export interface AacConfig {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  /** bit/s. */
  readonly bitrate: number;
}

/** Makes raw AAC-LC access units, each of 1024 frames of sound. */
export interface AacEncoder {
  /** Settled when there is room for more. */
  encode(pcm: Pcm): Promise<void>;
  /** Completes the last access unit with silence. Settled when all units are out; nothing may be encoded after it. */
  flush(): Promise<void>;
  close(): void;
}

/** Takes access units in their order. */
export type AacOutput = (unit: Copyable) => void;

/** Frames of sound in an access unit. */
export const AAC_FRAMES = 1024;

/** Frames of silence that an encoder puts first, as each unit is decoded together with the one before it. */
export const AAC_PRIMING = 1024;

const RATE_INDEX = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

/** The AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) of AAC-LC. */
export function audioSpecificConfig(sampleRate: number, channels: number): Uint8Array<ArrayBuffer> {
  const index = RATE_INDEX.indexOf(sampleRate);
  if (index < 0 || channels < 1 || channels > 2) {
    throw new RangeError(`AAC of ${sampleRate} Hz and ${channels} channels, expected 1 or 2 and a rate of the table`);
  }
  const bits = (2 << 11) | (index << 7) | (channels << 3);
  return Uint8Array.of(bits >> 8, bits & 0xff);
}
