import type { MultiConnectionError } from "../shared/errors.ts";

/** How to attach a video element. */
export interface AttachOptions {
  /** Seconds that a live stream is played behind its newest frame, 0.1 to 10; default 0.4. */
  latency?: number;
  signal?: AbortSignal;
}

/** What a player does now. */
export interface PlayerState {
  /**
   * `waiting` for media; `playing`; `paused` by the person or the page; `ended`: a recording is over; `failed`: it cannot be
   * played, until another server or codec may be.
   */
  readonly phase: "waiting" | "playing" | "paused" | "ended" | "failed";
  /** Seconds of media from the playhead on. */
  readonly buffered: number;
  /** Seconds that a live stream is behind its newest frame here; undefined for a recording. */
  readonly latency: number | undefined;
  readonly decodedFrames: number;
  /** Frames that were decoded too late to be shown. */
  readonly droppedFrames: number;
  /** Whether the browser refused sound until the person acts, and it plays on without. */
  readonly mutedByBrowser: boolean;
}

/** What a player tells. */
export interface PlayerEvents {
  /** Up to ten times a second, while it changes. */
  state: PlayerState;
  /** The browser refuses sound until the person acts: it plays on, muted. */
  muted: undefined;
  /** It cannot be played: `unsupported`, or `decoder`. */
  error: MultiConnectionError;
  /** The player was disposed of, by its owner or with its stream. */
  close: undefined;
}
