import type { Cause, State } from "multiconnection";

/** Result of a broadcast. Contains no stream key. Times are in milliseconds, bitrates in bit/s. */
export interface Summary {
  /** Time when the broadcast went live, ISO 8601. */
  readonly started: string;
  readonly durationMs: number;
  /** Media that reached the gateway, divided by the duration. */
  readonly averageBitrate: number;
  readonly sentBytes: number;
  readonly videoFrames: number;
  /** Encoded frames that were not sent because the upload was too slow. */
  readonly droppedFrames: number;
  /** Number of times the connection to the gateway came back. */
  readonly reconnects: number;
  /** Time without a connection to the gateway. */
  readonly outageMs: number;
  /** Reason why the broadcast ended on its own. Absent if the user ended it. */
  readonly failure?: string;
  readonly servers: readonly ServerSummary[];
}

/** Result of a broadcast on one server. */
export interface ServerSummary {
  readonly name: string;
  /** URL without credentials and query. */
  readonly url: string;
  /** Time with a connection to the server. */
  readonly liveMs: number;
  /** Media written to the server, divided by {@link liveMs}. */
  readonly averageBitrate: number;
  readonly sentBytes: number;
  readonly droppedFrames: number;
  /** Number of times the connection to the server came back. */
  readonly reconnects: number;
  /** Time without a connection, from the first loss to the end of the broadcast. */
  readonly outageMs: number;
  /** Last state of the server; the one before the end of the broadcast if it was not connected then. */
  readonly state: State;
  readonly cause?: Cause;
}

/** Returns the average bitrate in bit/s of bytes sent in a time in milliseconds; 0 for no time. */
export function averageBitrate(bytes: number, ms: number): number {
  return ms > 0 ? (bytes * 8000) / ms : 0;
}
