import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { MultiConnectionError } from "../shared/errors.ts";

/** How a played stream fares. */
export interface PlayStats {
  /** The server that plays now. */
  readonly server: number;
  /** Bytes of media that have come, frame headers included. */
  readonly bytes: number;
  readonly videoFrames: number;
  readonly audioFrames: number;
  /** Milliseconds: the timestamp of the last frame that has come. */
  readonly timestamp: number;
  /** Such as `AVC`; undefined until some came. */
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  /** Frames dropped as this page does not take them. */
  readonly dropped: number;
  /** Frames that the gateway dropped, as this page reads too slowly. */
  readonly droppedByGateway: number;
  /** How often another server has taken over. */
  readonly failovers: number;
  /** Milliseconds without media in the last failover. */
  readonly lastGap: number | undefined;
}

/** Another server plays on. */
export interface Failover {
  /** Numbers of the servers. */
  readonly from: number;
  readonly to: number;
  /** Milliseconds from the last frame of the one to the first of the other, at the gateway. */
  readonly gap: number;
}

/** What a played stream tells. */
export interface PlayEvents {
  status: NetStatus;
  /** Data of the stream: metadata, cue points, anything that is sent. */
  data: DataMessage;
  failover: Failover;
  /** Twice a second while media comes. */
  stats: PlayStats;
  /** A recording has come to its end, or any stream to the end of what was asked for. What is buffered still plays. */
  complete: undefined;
  /** Pause, resume or other tracks. */
  change: undefined;
  /** Nobody is left who has it, or a player failed. */
  error: MultiConnectionError;
  /** The stream has ended. */
  close: undefined;
}

/** @internal Before anything has come. */
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
