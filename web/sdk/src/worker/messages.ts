import type { Follow, Target } from "../adapt/target.ts";
import type { Formats } from "../media/metadata.ts";
import type { ErrorCode } from "../shared/errors.ts";
import type { Closing, LinkOptions, LinkState } from "../shared/link-types.ts";
import type { GatewayEvent, GatewayResponse, RequestMessage } from "../wire/protocol.ts";
import type { MediaTag } from "../wire/tags.ts";

/** Settings of the video encoder. */
export interface VideoOptions {
  maxWidth: number;
  maxHeight: number;
  /** Most frames per second; further frames are skipped. */
  frameRate: number;
  /** bit/s; derived from the resolution if absent. */
  bitrate?: number;
  /** Milliseconds between keyframes. */
  keyframeInterval: number;
  /** Adaptation to the available bandwidth; off if absent. `floor` in bit/s. */
  adaptive?: { floor?: number; follow: Follow };
}

/** Settings of the audio encoder. */
export interface AudioOptions {
  /** bit/s. */
  bitrate: number;
}

/**
 * Where the frames of a video track come from: a processor on the page, a processor that the worker makes for the track,
 * or messages of the page (`frame`). A `capture` is the number of a capture that the page takes part in.
 */
export type VideoSource =
  | { from: "processor"; readable: ReadableStream<VideoFrame> }
  | { from: "track"; capture: number; track: MediaStreamTrack }
  | { from: "page"; capture: number };

/** Source of the sound of an audio track: a processor on the page, or an AudioWorklet. */
export type AudioSource =
  | { from: "processor"; readable: ReadableStream<AudioData> }
  | { from: "worklet"; capture: number; port: MessagePort };

/** Tracks of a stream and their encoder settings. */
export interface TrackInputs {
  video?: { source: VideoSource; options: VideoOptions };
  audio?: { source: AudioSource; options: AudioOptions };
}

/** Message from the page to the worker. */
export type ToWorker =
  | { kind: "open"; url: string; reconnect: LinkOptions | false; hasTokens?: boolean }
  | { kind: "token"; token: string }
  | { kind: "noToken"; reason: string }
  /** The browser is offline, or online again. */
  | { kind: "network"; isOnline: boolean }
  | { kind: "request"; request: RequestMessage }
  /** Response to `needAac`: the WebAssembly of the AAC encoder, or why it could not be loaded. */
  | { kind: "aac"; wasm: ArrayBuffer }
  | { kind: "aac"; error: string }
  | { kind: "prepare"; stream: number; inputs: TrackInputs }
  | { kind: "start"; stream: number }
  | { kind: "attach"; stream: number; inputs: TrackInputs }
  | { kind: "frame"; capture: number; frame: VideoFrame }
  | { kind: "pageHidden"; capture: number; isHidden: boolean }
  | { kind: "trackState"; capture: number; enabled: boolean; ended: boolean }
  | { kind: "captureFailed"; capture: number; code: ErrorCode; message: string }
  | { kind: "setVideoBitrate"; stream: number; bitrate: number }
  | { kind: "receive"; stream: number }
  | { kind: "consumed"; stream: number; bytes: number }
  | { kind: "stop"; stream: number }
  | { kind: "close" };

/** Statistics of a published stream up to the WebSocket. */
export interface LocalStats {
  /** Timestamp of the last sent frame in milliseconds. */
  timestamp: number;
  /** Bytes of media sent, frame headers included. */
  sentBytes: number;
  /** Sent bytes that the gateway has not acknowledged. */
  inFlightBytes: number;
  videoFrames: number;
  audioFrames: number;
  /** Encoded frames that were dropped because too many bytes were in flight. */
  dropped: number;
  /** Video frames that were not encoded: too many bytes in flight, encoder too slow, or above the frame rate. */
  skipped: number;
  /** Whether video frames are being dropped now. */
  dropping: boolean;
  /** Video frames encoded per second, measured over two seconds; 0 without video. */
  frameRate: number;
  /**
   * Mean time from a video frame's entry into the encoder's queue until it is encoded, in milliseconds, measured over two
   * seconds; 0 without video.
   */
  encodeMs: number;
  /** Video frames that were not encoded because the encoder had no room for them; part of `skipped`. */
  skippedByEncoder: number;
  /**
   * Whether the computer lacks processor time for the video: its encoder has no room for a quarter of the frames, frames
   * are missing while the worker or the visible page stands still for a quarter of the time, or the frame rate is reduced
   * for such a reason. Ends five seconds after the last of them.
   */
  overloaded: boolean;
}

/** Stands for a response that was lost with the session. */
export interface LostResponse {
  id: number;
  type: "error";
  code: "lost";
  message: string;
}

/** Message from the worker to the page. */
export type FromWorker =
  /** The first message. */
  | { kind: "started"; hasTrackProcessor: boolean }
  | { kind: "response"; response: GatewayResponse | LostResponse }
  | { kind: "event"; event: GatewayEvent }
  | { kind: "link"; link: LinkState }
  | { kind: "tokenWanted" }
  | ({ kind: "closed" } & Closing)
  /** The browser has no AAC encoder. */
  | { kind: "needAac" }
  /** The page may post another frame. */
  | { kind: "frameTaken"; capture: number }
  /** The page is hidden, and is asked for a frame. */
  | { kind: "frameWanted"; capture: number }
  | { kind: "captureClosed"; capture: number }
  | { kind: "throttled"; stream: number; throttled: boolean }
  | { kind: "prepared"; stream: number; formats: Formats }
  | { kind: "failed"; stream: number; code: ErrorCode; message: string }
  | { kind: "stopped"; stream: number; stats: LocalStats }
  | { kind: "stats"; stream: number; stats: LocalStats }
  | { kind: "dropping"; stream: number; dropping: boolean }
  | { kind: "target"; stream: number; target: Target }
  | { kind: "ended"; stream: number; track: "video" | "audio" }
  | { kind: "tag"; stream: number; tag: MediaTag; dropped: number };
