import { EcmaArray } from "../values/values.ts";
import type { Size } from "./avc.ts";

/** Formats of a stream's encoders. */
export interface Formats {
  video?: Size & { codec: string; frameRate: number; bitrate: number };
  audio?: { codec: string; sampleRate: number; channels: number; bitrate: number };
}

/** Creates the onMetaData of a stream with the names and units of FLV (bitrates in kbit/s). */
export function metadata({ video, audio }: Formats): EcmaArray {
  return new EcmaArray({
    ...(video && {
      width: video.width,
      height: video.height,
      framerate: video.frameRate,
      videocodecid: 7,
      videodatarate: video.bitrate / 1000,
    }),
    ...(audio && {
      audiocodecid: 10,
      audiosamplerate: audio.sampleRate,
      audiosamplesize: 16,
      stereo: audio.channels === 2,
      audiodatarate: audio.bitrate / 1000,
    }),
    encoder: "MultiConnection",
  });
}
