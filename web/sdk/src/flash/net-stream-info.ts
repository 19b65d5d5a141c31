import type { Value } from "../values/values.ts";

/** Statistics of a NetStream at one time, as far as they are known. */
export interface NetStreamInfo {
  /** Bytes of media that were received, or sent. */
  readonly byteCount: number;
  /** Bytes of media per second that are received, or sent. */
  readonly currentBytesPerSecond: number;
  /** Frames that the player has dropped, or that were not sent. */
  readonly droppedFrames: number;
  readonly isLive: boolean;
  /** The last onMetaData of a played stream; null before. */
  readonly metaData: { readonly [name: string]: Value } | null;
  /** Name of the stream; empty before it is played or published. */
  readonly resourceName: string;
  /** URL of the server. */
  readonly uri: string;
  /** Seconds of media that are buffered. */
  readonly videoBufferLength: number;
  readonly audioBufferLength: number;
}

/** Part of the statistics that a played or a published stream has. */
export type StreamInfo = Omit<NetStreamInfo, "uri">;

/** Statistics of no stream. */
export const NO_STREAM: StreamInfo = {
  byteCount: 0,
  currentBytesPerSecond: 0,
  droppedFrames: 0,
  isLive: false,
  metaData: null,
  resourceName: "",
  videoBufferLength: 0,
  audioBufferLength: 0,
};
