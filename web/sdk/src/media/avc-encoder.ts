import { avcCodecs, type Size } from "./avc.ts";

/** Bits per pixel for the default bitrate: 2.5 Mbit/s for 720p at 30 fps. */
const BITS_PER_PIXEL = 0.09;

/** Settings of an H.264 encoder. */
export interface AvcSettings {
  /** In fps. */
  readonly frameRate: number;
  /** In bit/s; derived from the resolution if absent. */
  readonly bitrate?: number;
}

/** Part of the `VideoEncoder` class that tells which configurations it supports. */
export type EncoderSupport = Pick<typeof VideoEncoder, "isConfigSupported">;

/**
 * Returns the best configuration for H.264 that an encoder supports; undefined if it supports none.
 *
 * @param isUsable whether a supported configuration can be used
 * @throws RangeError if no level of H.264 is sufficient
 */
export async function supportedAvc(
  encoder: EncoderSupport,
  size: Size,
  settings: AvcSettings,
  isUsable: (config: VideoEncoderConfig) => Promise<boolean>,
): Promise<VideoEncoderConfig | undefined> {
  const { frameRate } = settings;
  const bitrate = bitrateOf(size, settings);
  for (const bitrateMode of ["constant", "variable"] as const) {
    for (const codec of avcCodecs(size, frameRate, bitrate)) {
      const config: VideoEncoderConfig = {
        ...size,
        codec,
        bitrate,
        bitrateMode,
        framerate: frameRate,
        latencyMode: "realtime",
        avc: { format: "avc" },
      };
      const { supported } = await encoder.isConfigSupported(config);
      if (supported && (await isUsable(config))) {
        return config;
      }
    }
  }
  return undefined;
}

/** Returns the reason why no configuration is supported. */
export function noAvc({ width, height }: Size, settings: AvcSettings): string {
  const wanted = `${width}x${height} at ${settings.frameRate} fps and ${bitrateOf({ width, height }, settings)} bit/s`;
  return `this browser has no H.264 encoder for ${wanted}`;
}

function bitrateOf({ width, height }: Size, { frameRate, bitrate }: AvcSettings): number {
  return bitrate ?? Math.round(width * height * frameRate * BITS_PER_PIXEL);
}
