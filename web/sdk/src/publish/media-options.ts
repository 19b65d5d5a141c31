import type { Follow } from "../adapt/target.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { TrackInputs, VideoOptions } from "../worker/messages.ts";
import type { Source } from "./sources.ts";

/** A track, or something that has one. */
export type TrackLike = MediaStreamTrack | Source;

/**
 * Blocks of sound, of 10 ms, that wait while the worker is busy: the browser's own tenth of that is lost in a hiccup.
 * Of pictures only the newest counts, which is what the browser does.
 */
const AUDIO_BLOCKS = 100;

/** How a stream adapts to what the ways to the gateway and from there to the servers take. */
export interface AdaptiveOptions {
  /**
   * bit/s of the picture, 30 000 to 50 000 000; default 15 % of {@link MediaOptions.videoBitrate}, and at least 100 000.
   * Where even that is too much, pictures become fewer, down to a quarter of the frame rate.
   */
  floor?: number;
  /**
   * Which servers count besides the way to the gateway. `fastest` (the default): a server that is slower than others drops
   * pictures and the others have all; what not even the fastest takes is not sent. `slowest`: what one server does not take
   * is not sent, so that none drops. `uplink`: none counts.
   */
  follow?: Follow;
}

/** The tracks of a stream and how to encode them. */
export interface MediaOptions {
  video?: TrackLike;
  audio?: TrackLike;
  /** bit/s, 50 000 to 50 000 000. By default 0.09 bit a pixel: 2.5 Mbit/s for 1280x720 at 30. */
  videoBitrate?: number;
  /** bit/s, 32 000 to 320 000; default 128 000. */
  audioBitrate?: number;
  /** Most pixels across; default 1920. Larger pictures are made smaller, smaller ones stay. */
  width?: number;
  /** Most pixels down; default 1080. */
  height?: number;
  /** Most pictures a second, 1 to 60; default 30. */
  frameRate?: number;
  /**
   * Whether bitrate and frame rate go down while less can be sent, and up again: `videoBitrate` is the most that is ever
   * sent. Default true.
   */
  adaptive?: boolean | AdaptiveOptions;
  /** Seconds from keyframe to keyframe, 0.5 to 10; default 2, which every large service takes. */
  keyframeInterval?: number;
}

/**
 * What this browser lacks for publishing; nothing if it is able to. Whether it has an encoder for a certain size shows
 * when it is published.
 */
export function missingFeatures(): string[] {
  const needed = {
    WebCodecs: typeof VideoEncoder !== "undefined",
    MediaStreamTrackProcessor: typeof MediaStreamTrackProcessor !== "undefined",
    OffscreenCanvas: typeof OffscreenCanvas !== "undefined",
  };
  return Object.entries(needed).flatMap(([name, there]) => (there ? [] : [name]));
}

/**
 * Opens tracks for the worker. MediaStreamTrackProcessor exists only here, but what it reads can be transferred.
 *
 * @throws RangeError for an option out of its range
 * @throws MultiConnectionError `unsupported` if the browser lacks something
 */
export function openTracks(options: MediaOptions): TrackInputs {
  const video = videoOptions(options);
  const audio = { bitrate: inRange("audioBitrate", options.audioBitrate ?? 128_000, 32_000, 320_000) };
  const missing = missingFeatures();
  if ((options.video ?? options.audio) !== undefined && missing.length > 0) {
    throw new MultiConnectionError("unsupported", `this browser has no ${missing.join(", ")}; Chrome and Edge do`);
  }
  const videoTrack = options.video && liveTrack("video", options.video);
  const audioTrack = options.audio && liveTrack("audio", options.audio);
  return {
    ...(videoTrack && { video: { readable: read<VideoFrame>(videoTrack), options: video } }),
    ...(audioTrack && { audio: { readable: read<AudioData>(audioTrack, AUDIO_BLOCKS), options: audio } }),
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
 * @throws RangeError if it is out of its range
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

function read<T>(track: MediaStreamTrack, maxBufferSize?: number): ReadableStream<T> {
  const init = { track: track as MediaStreamVideoTrack, ...(maxBufferSize !== undefined && { maxBufferSize }) };
  return new MediaStreamTrackProcessor(init).readable as ReadableStream<unknown> as ReadableStream<T>;
}

function inRange(name: string, value: number, min: number, max: number): number {
  if (!(value >= min && value <= max)) {
    throw new RangeError(`${name} ${value}, expected ${min} to ${max}`);
  }
  return value;
}
