/**
 * The text messages of the MultiConnection protocol, version 1, as types. PROTOCOL.md is the authority; the section
 * numbers below are its own.
 */

/** A value in the JSON form of section 7: plain JSON, where an object with the key `$amf` is tagged. */
export type WireValue = null | boolean | number | string | WireValue[] | { [key: string]: WireValue };

/** Sub-protocol to offer when the WebSocket opens (section 2). */
export const SUBPROTOCOL = "multiconnection.v1";

/** State of one server of a session (section 8). */
export type State = "Connecting" | "Live" | "Lagging" | "Recovering" | "Failed" | "Rejected" | "Closed";

/** Why a server is `Recovering`, `Failed` or `Rejected` (section 8). */
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
  | "setup-failed"
  | "rejected"
  | "publish-failed"
  | "play-failed"
  | "not-publishing"
  | "bad-frame"
  | "resume-failed";

/** What the gateway says first (section 2). */
export interface Hello {
  type: "hello";
  protocol: 1;
  /** Names the session in the gateway's logs; not a secret. */
  session: string;
  /** Names of the configured pools this session may use. */
  pools: string[];
  /** Version of the gateway; absent at gateways before this field. */
  version?: string;
  limits: Limits;
  /** Milliseconds between two pings of the gateway. */
  pingMs?: number;
  /** With what a lost session is asked for again, and how long it is held, in milliseconds. A secret. */
  resume?: { token: string; holdMs: number };
}

/** Limits that a client can break (section 11); gateways may tell more, and older ones tell only the first four. */
export interface Limits {
  textBytes: number;
  frameBytes: number;
  servers: number;
  streams: number;
  jsonDepth?: number;
  /** Servers of one connect, removed ones included. */
  serverNumbers?: number;
  urlChars?: number;
  /** Requests not answered yet. */
  requests?: number;
  /** Calls that wait for one server. */
  calls?: number;
  /** Calls of servers that wait for the client. */
  incomingCalls?: number;
  sharedObjects?: number;
  slots?: number;
  objectBytes?: number;
  slotBytes?: number;
  messagesPerSecond?: number;
  bytesPerSecond?: number;
  weightPerSecond?: number;
  /** Share of an event loop's time. */
  loopShare?: number;
  /** Bytes that may wait for the client to read. */
  unreadBytes?: number;
  /** Bytes of media of plays that may wait for the client. */
  playBytes?: number;
  queueBytes?: number;
  queueMs?: number;
}

/** A server to connect to: an RTMP URL, or a pool of the gateway's configuration (section 4). */
export type ServerAddress = string | { url: string } | { pool: string };

/** A place in a room, or in the best room of a group, of a directory that the gateway knows (section 17). */
export type RoomAddress = ({ room: string } | { group: string }) & {
  /** Whose room; not needed where the gateway has one directory. */
  directory?: string;
  /** Who asks, as the operator is shown it; 1 to 255 characters. */
  user?: string;
  /** For the application that admits; up to 4096 characters. */
  credentials?: string;
};

/** What a client that is pending waits for (section 17). */
export type WaitsFor = "directory" | "admission" | "operator" | "place";

/** Why a client was not let into a room (section 17). */
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

/** How many servers must connect. */
export type Require = "all" | "any" | number;

/** How a stream is published, as in Flash. */
export type PublishMode = "live" | "record" | "append";

/** Which servers are called: each one, the first that gives a result, or one by its number. */
export type CallOn = "all" | "first" | number;

/** What one server made of a call (section 4, call). */
export interface CallAnswerWire {
  server: number;
  outcome: "result" | "error" | "timeout" | "lost";
  /** The result, or what the server said of its error. */
  value?: WireValue;
  /** Why there is neither, for people. */
  text?: string;
}

/** A request as it is made, before it gets its id (section 4). */
export type Request =
  | ({
      type: "connect";
      require?: Require;
      timeout?: number;
      args?: WireValue[];
      properties?: { [name: string]: WireValue };
      recover?: boolean;
    } & ({ servers: ServerAddress[] } | RoomAddress))
  | { type: "reconnect"; server: number; to?: ServerAddress; names?: { [stream: string]: string }; timeout?: number }
  | { type: "addServer"; server: ServerAddress; names?: { [stream: string]: string }; timeout?: number }
  | { type: "removeServer"; server: number }
  | { type: "call"; method: string; args?: WireValue[]; on?: CallOn; reply?: boolean; timeout?: number }
  | ({ type: "return"; call: number } & ({ result: WireValue } | { error: WireValue }))
  | {
      type: "useSharedObject";
      name: string;
      persistent?: boolean;
      mirror?: boolean;
      copies?: boolean;
      timeout?: number;
    }
  | { type: "setSlots"; name: string; changes: Array<{ path: string[]; value?: WireValue }> }
  | { type: "sendMessage"; name: string; handler: string; args?: WireValue[] }
  | { type: "clearSharedObject"; name: string }
  | { type: "releaseSharedObject"; name: string }
  | { type: "createStream" }
  | {
      type: "publish";
      stream: number;
      name: string;
      names?: { [server: string]: string };
      mode?: PublishMode;
      timeout?: number;
    }
  | { type: "send"; stream: number; handler: string; args: WireValue[] }
  | {
      type: "play";
      stream: number;
      name: string;
      names?: { [server: string]: string };
      servers?: number[];
      start?: number;
      length?: number;
      buffer?: number;
      timeout?: number;
    }
  | { type: "pause"; stream: number; paused: boolean }
  | { type: "seek"; stream: number; position: number }
  | { type: "receive"; stream: number; audio?: boolean; video?: boolean }
  | { type: "bufferTime"; stream: number; buffer: number }
  | { type: "closeStream"; stream: number }
  | { type: "disconnect" };

/** A request with its id. */
export type Asked = Request & { id: number };

/** One kind of request. */
export type RequestOf<T extends Request["type"]> = Extract<Request, { type: T }>;

/** The first message on a new WebSocket: goes on with a session that lost its own. Not counted, like its answer. */
export interface Resume {
  id: number;
  type: "resume";
  token: string;
  /** How many counted messages of the session have come. */
  received: number;
}

/** The session goes on. */
export interface ResumeResult {
  id: number;
  type: "result";
  /** Whether every message that was missed follows. */
  recovered: boolean;
  /** How many counted messages of the client the gateway got. */
  received: number;
  /** Ids of requests that the gateway still works on. */
  open: number[];
}

/** What a request of a type is answered with, besides `id` and `type`. */
export interface Results {
  connect: { servers: Array<{ server: number; url: string; state: State }> };
  reconnect: object;
  addServer: { servers: Array<{ server: number; url: string; state: State }> };
  removeServer: object;
  call: { answers: CallAnswerWire[] };
  return: object;
  useSharedObject: { servers: number[] };
  setSlots: object;
  sendMessage: object;
  clearSharedObject: object;
  releaseSharedObject: object;
  createStream: { stream: number };
  publish: object;
  send: object;
  play: { server: number };
  pause: object;
  seek: object;
  receive: object;
  bufferTime: object;
  closeStream: object;
  disconnect: object;
}

/** The two answers (section 3). */
export type Answer = { id: number; type: "result" } | Failure;

/** A refusal (section 3). */
export interface Failure {
  id: number;
  type: "error";
  code: GatewayErrorCode;
  message: string;
  /** Whether the same may succeed later, without a change. */
  temporary?: true;
}

/** A server has a new state (section 5). */
export interface ServerNews {
  type: "server";
  server: number;
  url: string;
  state: State;
  cause?: Cause;
  /** The cause in plain words. */
  text?: string;
  /** The attempt to bring it back that is planned (`Recovering`) or made (`Connecting`), from 1. */
  attempt?: number;
  /** When that attempt is made, in milliseconds from now on. */
  retryInMs?: number;
}

/** A NetStatus, from one server or merged (section 5). */
export interface StatusNews {
  type: "status";
  server?: number;
  stream?: number;
  /** Name of the shared object that it is about, if any. */
  sharedObject?: string;
  info: { level: "status" | "warning" | "error"; code: string; description: string; [more: string]: WireValue };
}

/** How one server keeps up (section 5). */
export interface ServerQueue {
  server: number;
  /** Bytes that wait to be sent to this server. */
  queueBytes: number;
  /** Milliseconds of media that wait. */
  queueMs: number;
  /** Bytes handed to this server's socket so far. */
  sentBytes: number;
  /** Frames accepted for it so far. */
  frames: number;
  /** Frames dropped for it so far. */
  dropped: number;
}

/** What arrived at the gateway (section 5). */
export interface Ack {
  type: "ack";
  stream: number;
  /** Media bytes that reached the gateway on this stream, frame headers included. */
  bytes: number;
  /** Timestamp of the last frame that reached it, in milliseconds. */
  timestamp: number;
  servers: ServerQueue[];
}

/** Use of a stream, told after messages were lost (sections 5 and 15). */
export interface StreamNews {
  type: "stream";
  stream: number;
  use: "none" | "publish" | "play";
  /** Numbers of the servers that have it, or of the one that plays it. */
  servers: number[];
}

/** Somebody waits for a keyframe (section 5). */
export interface KeyframeNews {
  type: "keyframe";
  stream: number;
}

/** Something that had no id was dropped (section 5). */
export interface ErrorNews {
  type: "error";
  code: GatewayErrorCode;
  message: string;
  /** Whether the same may succeed later, without a change. */
  temporary?: true;
}

/** A server calls the page (section 5). `call` is there if it waits for an answer. */
export interface CallNews {
  type: "call";
  server: number;
  method: string;
  args: WireValue[];
  call?: number;
}

/** A data message of a server (section 5), on a stream that is played or on none. */
export interface DataNews {
  type: "data";
  server: number;
  stream?: number;
  /** Milliseconds, where there is a stream. */
  timestamp?: number;
  handler: string;
  args: WireValue[];
}

/** The gateway shuts down (section 5): a client moves to another one. */
export interface GoAway {
  type: "goaway";
  /** When to move, in milliseconds from now on. */
  moveInMs: number;
  /** When what is left is closed. */
  closeInMs: number;
}

/** Slots of a shared object have changed (section 5): of the merged one, or of one server's copy. */
export interface SyncNews {
  type: "sync";
  name: string;
  server?: number;
  /** Of that server's copy. */
  version?: number;
  changes: Array<{ code: "clear" | "success" | "change" | "reject" | "delete"; slot?: string; value?: WireValue }>;
}

/** Somebody called a handler on all users of a shared object (section 5). */
export interface SharedObjectMessageNews {
  type: "message";
  name: string;
  server: number;
  handler: string;
  args: WireValue[];
}

/** A message without an id (section 5). */
export type News =
  | Hello
  | ServerNews
  | StatusNews
  | Ack
  | StreamNews
  | KeyframeNews
  | ErrorNews
  | CallNews
  | DataNews
  | SyncNews
  | SharedObjectMessageNews
  | GoAway;
