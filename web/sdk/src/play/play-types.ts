import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { MultiConnectionError } from "../shared/errors.ts";

/** Statistics of a played stream. */
export interface PlayStats {
  /** Number of the server that plays the stream. */
  readonly server: number;
  /** Bytes of media received, frame headers included. */
  readonly bytes: number;
  readonly videoFrames: number;
  readonly audioFrames: number;
  /** Timestamp of the last received frame in milliseconds. */
  readonly timestamp: number;
  /** Codec name, such as `AVC`; undefined before the first frame. */
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  /** Frames that the worker dropped because the page consumes them too slowly. */
  readonly dropped: number;
  /** Frames that the gateway dropped because the WebSocket is read too slowly. */
  readonly droppedByGateway: number;
  /** Number of failovers to another server. */
  readonly failovers: number;
  /** Milliseconds without media in the last failover. */
  readonly lastGap: number | undefined;
}

/** Failover to another server. */
export interface Failover {
  /** Numbers of the previous and the new server. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds at the gateway between the last frame of the previous server and the first frame of the new one. */
  readonly gap: number;
}

/** Events of a {@link PlayedStream}. */
export interface PlayEvents {
  status: NetStatus;
  /** Data message of the stream, such as metadata or a cue point. */
  data: DataMessage;
  failover: Failover;
  /** New statistics, every 500 ms while media arrives. */
  stats: PlayStats;
  /** All media of a recording, or of the requested length, has arrived. Buffered media continues to play. */
  complete: undefined;
  /** The stream was paused or resumed, or other tracks were selected. */
  change: undefined;
  /** No server can play the stream any more, or a player failed. */
  error: MultiConnectionError;
  /** The stream has ended. */
  close: undefined;
}

/** @internal Statistics before the first frame. */
export const EMPTY_STATS: PlayStats = {
  server: -1,
  bytes: 0,
  videoFrames: 0,
  audioFrames: 0,
  timestamp: 0,
  videoCodec: undefined,
  audioCodec: undefined,
  dropped: 0,
  droppedByGateway: 0,
  failovers: 0,
  lastGap: undefined,
};
