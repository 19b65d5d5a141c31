/** What a picture is encoded with, and why no more. */
export interface Target {
  /** bit/s. */
  readonly bitrate: number;
  /** Pictures a second. */
  readonly frameRate: number;
  /** bit/s that are wished; the bitrate is never more. */
  readonly ceiling: number;
  /**
   * `ceiling`: all that is wished is sent. `uplink`: the way to the gateway takes no more. `servers`: the ways from the
   * gateway to the servers that count take no more.
   */
  readonly why: "ceiling" | "uplink" | "servers";
  /** Which servers take no more, if it is because of them. */
  readonly servers: readonly number[];
}

/** Whose pace is kept; see {@link AdaptiveOptions.follow}. */
export type Follow = "fastest" | "slowest" | "uplink";

/** Bounds of a stream's bitrate. Rates are bit/s. */
export interface AdaptationConfig {
  /** What the person wishes. */
  readonly ceiling: number;
  /** Below it pictures become fewer, not worse. */
  readonly floor: number;
  readonly frameRate: number;
  /** What sound takes of the way, before the picture. */
  readonly audioBitrate: number;
  /** Milliseconds from keyframe to keyframe. */
  readonly keyframeInterval: number;
  readonly follow: Follow;
}

/** The floor, where none is wished: that part of the ceiling, and at least so many bit/s. */
const FLOOR_SHARE = 0.15;
const FLOOR_BITRATE = 100_000;

/** The rules for a stream that is published so. */
export function adaptationConfig(
  ceiling: number,
  audioBitrate: number,
  { frameRate, keyframeInterval }: Pick<AdaptationConfig, "frameRate" | "keyframeInterval">,
  { floor = Math.max(FLOOR_BITRATE, FLOOR_SHARE * ceiling), follow }: { floor?: number; follow: Follow },
): AdaptationConfig {
  return { ceiling, floor: Math.min(ceiling, floor), frameRate, audioBitrate, keyframeInterval, follow };
}

/** Pictures are thinned out to this part of their rate, and the bitrate to this part of its floor. */
const LEAST_SHARE = 1 / 4;

/** bit/s below which nothing useful can be encoded. */
const LEAST_BITRATE = 30_000;

/** The least that is ever asked of an encoder, in bit/s. */
export function minimumBitrate({ ceiling, floor }: AdaptationConfig): number {
  return Math.min(ceiling, Math.max(LEAST_BITRATE, floor * LEAST_SHARE));
}

/** The frame rate for a bitrate: the whole one down to the floor, then a half, a third, a quarter of it. */
export function frameRateFor(bitrate: number, { floor, frameRate }: AdaptationConfig): number {
  const divisor = Math.min(1 / LEAST_SHARE, Math.max(1, Math.ceil(floor / bitrate)));
  return frameRate / divisor;
}
