import type { Follow, Target } from "../adapt/target.ts";
import type { Formats } from "../media/metadata.ts";
import type { ErrorCode } from "../shared/errors.ts";
import type { LinkOptions, LinkState } from "../shared/link-types.ts";
import type { Answer, Asked, News } from "../wire/protocol.ts";
import type { MediaTag } from "../wire/tags.ts";

/** How to encode the picture. */
export interface VideoOptions {
  maxWidth: number;
  maxHeight: number;
  /** Pictures a second; more are left out. */
  frameRate: number;
  /** bit/s; by the size if it is not said. */
  bitrate?: number;
  /** Milliseconds. */
  keyframeInterval: number;
  /** How to adapt to what the ways take; not at all if it is not there. `floor` in bit/s. */
  adaptive?: { floor?: number; follow: Follow };
}

/** How to encode the sound. */
export interface AudioOptions {
  /** bit/s. */
  bitrate: number;
}

/** The tracks of a stream, as they travel to the worker. The readables are transferred. */
export interface Feeds {
  video?: { readable: ReadableStream<VideoFrame>; options: VideoOptions };
  audio?: { readable: ReadableStream<AudioData>; options: AudioOptions };
}

/** What the page says to the worker. */
export type ToWorker =
  | { kind: "open"; url: string; reconnect: LinkOptions | false }
  | { kind: "ask"; request: Asked }
  | { kind: "prepare"; stream: number; feeds: Feeds }
  | { kind: "start"; stream: number }
  | { kind: "attach"; stream: number; feeds: Feeds }
  | { kind: "wish"; stream: number; bitrate: number }
  | { kind: "receive"; stream: number }
  | { kind: "taken"; stream: number; bytes: number }
  | { kind: "stop"; stream: number }
  | { kind: "close" };

/** What a stream did on this side of the socket. */
export interface LocalStats {
  /** Milliseconds of media sent: the timestamp of the last frame. */
  timestamp: number;
  /** Bytes of media sent, frame headers included. */
  sentBytes: number;
  /** Bytes sent that the gateway has not acknowledged. */
  inFlightBytes: number;
  videoFrames: number;
  audioFrames: number;
  /** Frames encoded and then dropped, as too much was under way. */
  dropped: number;
  /** Pictures not encoded: too many under way, encoder too slow, or above the frame rate. */
  skipped: number;
  /** Whether pictures are being dropped now. */
  dropping: boolean;
}

/** In place of an answer that is lost. */
export interface Lost {
  id: number;
  type: "error";
  code: "lost";
  message: string;
}

/** What the worker says to the page. */
export type FromWorker =
  | { kind: "answer"; answer: Answer | Lost }
  | { kind: "news"; news: News }
  | { kind: "link"; link: LinkState }
  | { kind: "closed"; code: number; reason: string }
  | { kind: "prepared"; stream: number; formats: Formats }
  | { kind: "failed"; stream: number; code: ErrorCode; message: string }
  | { kind: "stopped"; stream: number; stats: LocalStats }
  | { kind: "stats"; stream: number; stats: LocalStats }
  | { kind: "dropping"; stream: number; dropping: boolean }
  | { kind: "target"; stream: number; target: Target }
  | { kind: "ended"; stream: number; track: "video" | "audio" }
  | { kind: "tag"; stream: number; tag: MediaTag; dropped: number };
