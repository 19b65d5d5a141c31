/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Levels of H.264 (ITU-T H.264, table A-1): level_idc, macroblocks per second, macroblocks per frame, and kbit/s of the
 * Baseline and Main profiles. Levels below 3 have no benefit.
 */
const LEVELS = [
  [30, 40_500, 1_620, 10_000],
  [31, 108_000, 3_600, 14_000],
  [32, 216_000, 5_120, 20_000],
  [40, 245_760, 8_192, 20_000],
  [41, 245_760, 8_192, 50_000],
  [42, 522_240, 8_704, 50_000],
  [50, 589_824, 22_080, 135_000],
  [51, 983_040, 36_864, 240_000],
  [52, 2_073_600, 36_864, 240_000],
] as const;

/** profile_idc and constraint flags, best first: High, Main, Constrained Baseline. */
const PROFILES = ["6400", "4d00", "42e0"] as const;

/**
 * Returns codec strings to try, best first, at the lowest sufficient level.
 *
 * @param frameRate in fps
 * @param bitrate in bit/s
 * @throws RangeError if no level is sufficient
 */
export function avcCodecs(size: Size, frameRate: number, bitrate: number): string[] {
  const blocks = Math.ceil(size.width / 16) * Math.ceil(size.height / 16);
  const level = LEVELS.find(
    ([, second, frame, kbits]) => blocks * frameRate <= second && blocks <= frame && bitrate <= kbits * 1000,
  );
  if (level === undefined) {
    throw new RangeError(`no H.264 level for ${size.width}x${size.height} at ${frameRate} fps and ${bitrate} bit/s`);
  }
  return PROFILES.map((profile) => `avc1.${profile}${level[0].toString(16)}`);
}

/**
 * Returns the largest size with even sides and the aspect ratio of `source` that fits into `max`. Never enlarges, except
 * to 2 pixels. Encoders of H.264 require even sides.
 */
export function fit(source: Size, max: Size): Size {
  const scale = Math.min(1, max.width / source.width, max.height / source.height);
  return {
    width: even(source.width * scale, Math.min(source.width, max.width)),
    height: even(source.height * scale, Math.min(source.height, max.height)),
  };
}

function even(length: number, max: number): number {
  return Math.max(2, 2 * Math.min(Math.round(length / 2), Math.floor(max / 2)));
}
