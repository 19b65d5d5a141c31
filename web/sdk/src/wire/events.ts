import type { Hello } from "./hello.ts";
import type { Cause, GatewayErrorCode, State } from "./terms.ts";
import type { WireValue } from "./values.ts";

/** State change of a server (section 5). */
export interface ServerEvent {
  type: "server";
  server: number;
  url: string;
  state: State;
  cause?: Cause;
  /** The cause in plain words. */
  text?: string;
  /** Number of the reconnect attempt that is scheduled (`Recovering`) or running (`Connecting`), from 1. */
  attempt?: number;
  /** Milliseconds until that attempt. */
  retryInMs?: number;
}

/** NetStatus of one server, or merged over all servers (section 5). */
export interface StatusEvent {
  type: "status";
  server?: number;
  stream?: number;
  /** Name of the shared object that the status is about. */
  sharedObject?: string;
  info: { level: "status" | "warning" | "error"; code: string; description: string; [more: string]: WireValue };
}

/** Send queue of one server (section 5). */
export interface ServerQueue {
  server: number;
  /** Bytes queued for this server. */
  queueBytes: number;
  /** Milliseconds of media queued for this server. */
  queueMs: number;
  /** Bytes written to this server's socket so far. */
  sentBytes: number;
  /** Frames accepted for this server so far. */
  frames: number;
  /** Frames dropped for this server so far. */
  dropped: number;
}

/** Acknowledgement of media that arrived at the gateway (section 5). */
export interface Ack {
  type: "ack";
  stream: number;
  /** Media bytes that reached the gateway on this stream, frame headers included. */
  bytes: number;
  /** Timestamp of the last frame that reached the gateway, in milliseconds. */
  timestamp: number;
  servers: ServerQueue[];
}

/** Current use of a stream, sent after messages were lost (sections 5 and 15). */
export interface StreamUseEvent {
  type: "stream";
  stream: number;
  use: "none" | "publish" | "play";
  /** Numbers of the servers that publish the stream, or of the server that plays it. */
  servers: number[];
}

/** Request of the gateway for a keyframe (section 5). */
export interface KeyframeEvent {
  type: "keyframe";
  stream: number;
}

/** Error about a message without an id, which was dropped (section 5). */
export interface GatewayErrorEvent {
  type: "error";
  code: GatewayErrorCode;
  message: string;
  /** Whether the same message may succeed later. */
  temporary?: true;
}

/** Call from a server (section 5). `call` is present if the server expects a result. */
export interface CallEvent {
  type: "call";
  server: number;
  method: string;
  args: WireValue[];
  call?: number;
}

/** Data message of a server (section 5), on a played stream or on the connection. */
export interface DataEvent {
  type: "data";
  server: number;
  stream?: number;
  /** Milliseconds; present if there is a stream. */
  timestamp?: number;
  handler: string;
  args: WireValue[];
}

/** Announcement that the gateway shuts down and the client should move to another one (section 5). */
export interface GoAway {
  type: "goaway";
  /** Milliseconds until the client should move. */
  moveInMs: number;
  /** Milliseconds until the gateway closes the remaining sessions. */
  closeInMs: number;
}

/** Warning that the client's token expires (section 21). */
export interface TokenExpires {
  type: "tokenExpires";
  /** Milliseconds until the gateway closes the session, unless the token is renewed. */
  closeInMs: number;
}

/** Changed slots of the merged shared object, or of one server's copy (section 5). */
export interface SyncEvent {
  type: "sync";
  name: string;
  server?: number;
  /** Version of that server's copy. */
  version?: number;
  changes: Array<{ code: "clear" | "success" | "change" | "reject" | "delete"; slot?: string; value?: WireValue }>;
}

/** Message that a user sent to all users of a shared object (section 5). */
export interface SharedObjectMessageEvent {
  type: "message";
  name: string;
  server: number;
  handler: string;
  args: WireValue[];
}

/** Event: a message of the gateway without an id (section 5). */
export type GatewayEvent =
  | Hello
  | ServerEvent
  | StatusEvent
  | Ack
  | StreamUseEvent
  | KeyframeEvent
  | GatewayErrorEvent
  | CallEvent
  | DataEvent
  | SyncEvent
  | SharedObjectMessageEvent
  | GoAway
  | TokenExpires;
