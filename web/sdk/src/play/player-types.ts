import type { MultiConnectionError } from "../shared/errors.ts";
import type { PlayObstacle } from "./play-obstacle.ts";

/** Options of {@link PlayedStream.attach}. */
export interface AttachOptions {
  /** Target latency of a live stream in seconds behind its newest frame, 0.1 to 10; default 0.4. */
  latency?: number;
  signal?: AbortSignal;
}

/** State of a player. */
export interface PlayerState {
  /**
   * `waiting` for media; `playing`; `paused` by the user or the page; `ended`: a recording is over; `failed`: the
   * stream cannot be played, unless its server or codec changes.
   */
  readonly phase: "waiting" | "playing" | "paused" | "ended" | "failed";
  /**
   * Reason why the stream has been `waiting` for five seconds or more, if it is known. The player continues to wait, and
   * plays when the obstacle is gone.
   */
  readonly obstacle: PlayObstacle | undefined;
  /** Seconds of buffered media. */
  readonly buffered: number;
  /** Latency of a live stream in seconds behind its newest received frame; undefined for a recording. */
  readonly latency: number | undefined;
  readonly decodedFrames: number;
  /** Frames that were decoded too late to be shown. */
  readonly droppedFrames: number;
  /** Whether the stream is muted because the browser requires a user gesture before it plays audio. */
  readonly mutedByBrowser: boolean;
}

/** Events of a {@link Player}. */
export interface PlayerEvents {
  /** The state has changed. At most ten events per second. */
  state: PlayerState;
  /** The browser requires a user gesture before it plays audio, so the stream plays muted. */
  muted: undefined;
  /** The stream cannot be played: `unsupported` or `decoder`. */
  error: MultiConnectionError;
  /** The player was disposed of, or its stream has ended. */
  close: undefined;
}
