import type { DataMessage } from "../connection/connection-types.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { MultiConnectionError } from "../shared/errors.ts";
import type { MediaTag } from "../wire/tags.ts";
import type { PlayedStream } from "./played-stream.ts";

/** What to play, and how. */
export interface PlayOptions {
  /** Which servers are tried, by their numbers, in this order; default all, in list order. */
  servers?: number[];
  /** Names where they differ, by the server's number. */
  names?: { [server: number]: string };
  /** Seconds: -1 (default) plays live; -2 live if there is such a stream, else the recording; from 0 the recording. */
  start?: number;
  /** Seconds to play, of a live stream from its first frame on; -1 (default): all. */
  length?: number;
  /** Seconds that the player holds, 0 to 60; default: left to the server. */
  buffer?: number;
  /** Milliseconds for a server's answer, and again for its first media; 100 to 60 000, default 3000. */
  timeout?: number;
  /** Is given the stream before it is asked for, so that nothing that is said of it meanwhile is missed. */
  opened?: (stream: PlayedStream) => void;
  signal?: AbortSignal;
}

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

/** @internal Takes the media of a stream. */
export interface Sink {
  tag(tag: MediaTag): void;
  /** What comes next is from elsewhere: a recording was sought. */
  cut(): void;
  /** Nothing more will come. */
  complete(): void;
  /** The stream is closed. */
  close(): void;
  /** Seconds of the stream where it plays now; undefined if it does not yet. */
  time(): number | undefined;
}

/** @internal Before anything has come. */
export const NOTHING: PlayStats = {
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
