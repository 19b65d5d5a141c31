import type { Follow } from "../adapt/target.ts";
import { audioPath, captureApis, videoPath } from "../capture/capture-path.ts";
import type { Captures } from "../capture/captures.ts";
import { publishObstacle } from "../probe/probe-features.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { TrackInputs, VideoOptions } from "../worker/messages.ts";
import type { Source } from "./sources.ts";

/** Track, or source with a track. */
export type TrackLike = MediaStreamTrack | Source;

/** Adaptation of a stream to the available bandwidth. */
export interface AdaptiveOptions {
  /**
   * Lowest video bitrate in bit/s, 30 000 to 50 000 000; default 15 % of {@link MediaOptions.videoBitrate}, and at
   * least 100 000. Below it the frame rate is reduced instead, down to a quarter.
   */
  floor?: number;
  /**
   * Servers whose bandwidth counts, in addition to the uplink to the gateway. `fastest` (default): slower servers drop
   * frames, and the bitrate follows the fastest one. `slowest`: the bitrate follows the slowest server, so that none
   * drops frames. `uplink`: servers do not count.
   */
  follow?: Follow;
}

/** Tracks of a stream and their encoder settings. */
export interface MediaOptions {
  video?: TrackLike;
  audio?: TrackLike;
  /**
   * Highest video bitrate in bit/s, 50 000 to 50 000 000. Default 0.09 bits per pixel: 2.5 Mbit/s for 1280x720 at 30
   * fps.
   */
  videoBitrate?: number;
  /** Audio bitrate in bit/s, 32 000 to 320 000; default 128 000. */
  audioBitrate?: number;
  /** Largest width in pixels, 16 to 4096; default 1920. Larger video is scaled down; smaller video is not changed. */
  width?: number;
  /** Largest height in pixels, 16 to 4096; default 1080. */
  height?: number;
  /** Highest frame rate in fps, 1 to 60; default 30. A variable frame rate is limited by its mean. */
  frameRate?: number;
  /**
   * Whether bitrate and frame rate adapt to the available bandwidth, up to `videoBitrate` and `frameRate`; default
   * true.
   */
  adaptive?: boolean | AdaptiveOptions;
  /** Seconds between keyframes, 0.5 to 10; default 2, which all large services accept. */
  keyframeInterval?: number;
}

/**
 * Returns the names of the APIs that this browser lacks for publishing; empty if it can publish. Whether it has an
 * encoder for a resolution is known only when a stream is published; {@link probe} finds it out before, with reasons.
 */
export function missingFeatures(): string[] {
  const apis = captureApis(false);
  const needed = {
    WebCodecs: typeof VideoEncoder !== "undefined",
    OffscreenCanvas: typeof OffscreenCanvas !== "undefined",
    "MediaStreamTrackProcessor or requestVideoFrameCallback": videoPath(apis) !== undefined,
    "MediaStreamTrackProcessor or AudioWorklet": audioPath(apis) !== undefined,
  };
  return Object.entries(needed).flatMap(([name, there]) => (there ? [] : [name]));
}

/**
 * Opens tracks for the worker.
 *
 * @throws RangeError if an option is out of range
 * @throws TypeError if a track has ended, or is of the wrong kind
 * @throws MultiConnectionError `unsupported` if the browser lacks an API
 */
export function openTracks(options: MediaOptions, captures: Captures): TrackInputs {
  const video = videoOptions(options);
  const audio = { bitrate: inRange("audioBitrate", options.audioBitrate ?? 128_000, 32_000, 320_000) };
  const obstacle = publishObstacle({ video: options.video !== undefined, audio: options.audio !== undefined });
  if (obstacle !== undefined) {
    throw new MultiConnectionError("unsupported", obstacle);
  }
  const videoTrack = options.video && liveTrack("video", options.video);
  const audioTrack = options.audio && liveTrack("audio", options.audio);
  return {
    ...(videoTrack && { video: { source: captures.video(videoTrack), options: video } }),
    ...(audioTrack && { audio: { source: captures.audio(audioTrack), options: audio } }),
  };
}

function videoOptions(options: MediaOptions): VideoOptions {
  const { videoBitrate } = options;
  const adaptive = adaptiveOptions(options.adaptive ?? true);
  return {
    maxWidth: inRange("width", options.width ?? 1920, 16, 4096),
    maxHeight: inRange("height", options.height ?? 1080, 16, 4096),
    frameRate: inRange("frameRate", options.frameRate ?? 30, 1, 60),
    keyframeInterval: 1000 * inRange("keyframeInterval", options.keyframeInterval ?? 2, 0.5, 10),
    ...(videoBitrate !== undefined && { bitrate: checkedVideoBitrate(videoBitrate) }),
    ...(adaptive && { adaptive }),
  };
}

/**
 * @internal
 *
 * @throws RangeError if the bitrate is out of range
 */
export function checkedVideoBitrate(bitrate: number): number {
  return inRange("videoBitrate", bitrate, 50_000, 50_000_000);
}

function adaptiveOptions(adaptive: boolean | AdaptiveOptions): VideoOptions["adaptive"] {
  if (adaptive === false) {
    return undefined;
  }
  const { floor, follow = "fastest" } = adaptive === true ? {} : adaptive;
  if (!FOLLOW.includes(follow)) {
    throw new RangeError(`follow ${follow}, expected ${FOLLOW.join(", ")}`);
  }
  return { follow, ...(floor !== undefined && { floor: inRange("floor", floor, 30_000, 50_000_000) }) };
}

const FOLLOW: readonly Follow[] = ["fastest", "slowest", "uplink"];

function liveTrack(kind: "video" | "audio", source: TrackLike): MediaStreamTrack {
  const track = "track" in source ? source.track : source;
  if (track.kind !== kind || track.readyState !== "live") {
    throw new TypeError(`${track.readyState} ${track.kind} track, expected a live ${kind} track`);
  }
  return track;
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (!(value >= min && value <= max)) {
    throw new RangeError(`${name} ${value}, expected ${min} to ${max}`);
  }
  return value;
}
