/** Encoding target of the video, and the reason for it. */
export interface Target {
  /** bit/s. */
  readonly bitrate: number;
  /** fps. */
  readonly frameRate: number;
  /** Highest bitrate, as set by the application, in bit/s. */
  readonly ceiling: number;
  /**
   * Limiting factor. `ceiling`: none, the highest bitrate is used. `uplink`: the path to the gateway. `servers`: the
   * paths from the gateway to the servers that count. `machine`: the encoder or its worker, which lack processor time;
   * the frame rate is reduced then, and the bitrate is not. If a path limits the bitrate as well, the path is named.
   */
  readonly why: "ceiling" | "uplink" | "servers" | "machine";
  /** Numbers of the congested servers, if they are the limiting factor. */
  readonly servers: readonly number[];
}

/** Servers that limit the bitrate; see {@link AdaptiveOptions.follow}. */
export type Follow = "fastest" | "slowest" | "uplink";

/** Settings of the bitrate adaptation. Rates are in bit/s. */
export interface AdaptationConfig {
  /** Highest bitrate. */
  readonly ceiling: number;
  /** Bitrate below which the frame rate is reduced instead. */
  readonly floor: number;
  readonly frameRate: number;
  /** Bitrate of the audio, which has priority over video. */
  readonly audioBitrate: number;
  /** Milliseconds between keyframes. */
  readonly keyframeInterval: number;
  readonly follow: Follow;
}

/** Default floor: this share of the ceiling, and at least this many bit/s. */
const FLOOR_SHARE = 0.15;
const FLOOR_BITRATE = 100_000;

/** Creates the settings for a published stream. */
export function adaptationConfig(
  ceiling: number,
  audioBitrate: number,
  { frameRate, keyframeInterval }: Pick<AdaptationConfig, "frameRate" | "keyframeInterval">,
  { floor = Math.max(FLOOR_BITRATE, FLOOR_SHARE * ceiling), follow }: { floor?: number; follow: Follow },
): AdaptationConfig {
  return { ceiling, floor: Math.min(ceiling, floor), frameRate, audioBitrate, keyframeInterval, follow };
}

/** Smallest share of the frame rate, and of the floor. */
const LEAST_SHARE = 1 / 4;

/** Lowest useful bitrate in bit/s. */
const LEAST_BITRATE = 30_000;

/** Returns the lowest bitrate of the encoder in bit/s. */
export function minimumBitrate({ ceiling, floor }: AdaptationConfig): number {
  return Math.min(ceiling, Math.max(LEAST_BITRATE, floor * LEAST_SHARE));
}

/** Returns the frame rate for a bitrate: all frames down to the floor, then a half, a third or a quarter of them. */
export function frameRateFor(bitrate: number, { floor, frameRate }: AdaptationConfig): number {
  const divisor = Math.min(1 / LEAST_SHARE, Math.max(1, Math.ceil(floor / bitrate)));
  return frameRate / divisor;
}
