/**
 * Words of the MultiConnection protocol that several messages share. The section numbers in this folder are those of
 * PROTOCOL.md, which is the authority.
 */

/** State of one server of a session (section 8). */
export type State = "Connecting" | "Live" | "Lagging" | "Recovering" | "Failed" | "Rejected" | "Closed";

/** Reason why a server is `Recovering`, `Failed` or `Rejected` (section 8). */
export type Cause =
  | "timeout"
  | "dns"
  | "unreachable"
  | "tls"
  | "tls-lost"
  | "lost"
  | "moved"
  | "protocol"
  | "refused-connect"
  | "refused-publish"
  | "not-allowed";

/** Codes of the gateway's errors (section 9). */
export type GatewayErrorCode =
  | "bad-request"
  | "unknown-type"
  | "bad-state"
  | "no-such-stream"
  | "no-such-pool"
  | "no-such-server"
  | "no-such-call"
  | "no-such-object"
  | "shared-object-failed"
  | "too-many"
  | "unauthorized"
  | "forbidden"
  | "setup-failed"
  | "rejected"
  | "publish-failed"
  | "play-failed"
  | "not-publishing"
  | "bad-frame"
  | "resume-failed";

/** Server to connect to: an RTMP URL, or a pool of the gateway's configuration (section 4). */
export type ServerAddress = string | { url: string } | { pool: string };

/** Room, or group of rooms from which the directory chooses one (section 17). */
export type RoomAddress = ({ room: string } | { group: string }) & {
  /** Name of the directory; optional if the gateway has only one. */
  directory?: string;
  /** Name of the user, shown to operators; 1 to 255 characters. */
  user?: string;
  /** Credentials for the application that admits users; up to 4096 characters. */
  credentials?: string;
};

/** Reason why a client is pending (section 17). */
export type WaitsFor = "directory" | "admission" | "operator" | "place";

/** Reason why a client was not admitted to a room (section 17). */
export type RejectReason =
  | "no-such-room"
  | "full"
  | "not-allowed"
  | "admission"
  | "admission-failed"
  | "operator"
  | "timeout"
  | "too-many"
  | "unavailable";

/** Number of servers that must connect. */
export type Require = "all" | "any" | number;

/** Publish mode, as in Flash. */
export type PublishMode = "live" | "record" | "append";

/** Servers to call: all, the first that returns a result, or the one with this number. */
export type CallOn = "all" | "first" | number;
