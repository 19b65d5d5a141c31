/** Subprotocol to offer when the WebSocket opens (section 2). */
export const SUBPROTOCOL = "multiconnection.v1";

/** First message of the gateway (section 2). */
export interface Hello {
  type: "hello";
  protocol: 1;
  /** Identifies the session in the gateway's logs; not a secret. */
  session: string;
  /** Names of the configured pools that this session may use. */
  pools: string[];
  /** Version of the gateway; absent in older gateways. */
  version?: string;
  limits: Limits;
  /** Milliseconds between two pings of the gateway. */
  pingMs?: number;
  /** Secret token that resumes the session, and for how many milliseconds the gateway holds a lost session. */
  resume?: { token: string; holdMs: number };
}

/** Limits of the gateway (section 11). Older gateways send only the first four; newer ones may send more. */
export interface Limits {
  textBytes: number;
  frameBytes: number;
  servers: number;
  streams: number;
  jsonDepth?: number;
  /** Servers of one `connect`, including removed ones. */
  serverNumbers?: number;
  urlChars?: number;
  /** Requests without a response yet. */
  requests?: number;
  /** Pending calls to one server. */
  calls?: number;
  /** Calls of servers that the client has not answered yet. */
  incomingCalls?: number;
  sharedObjects?: number;
  slots?: number;
  objectBytes?: number;
  slotBytes?: number;
  messagesPerSecond?: number;
  bytesPerSecond?: number;
  weightPerSecond?: number;
  /** Share of an event loop's time, 0 to 1. */
  loopShare?: number;
  /** Bytes queued for the client. */
  unreadBytes?: number;
  /** Bytes of played media queued for the client. */
  playBytes?: number;
  queueBytes?: number;
  queueMs?: number;
}

/** First message on a new WebSocket, which resumes a session that lost its WebSocket. Not counted, nor is its response. */
export interface Resume {
  id: number;
  type: "resume";
  token: string;
  /** Number of counted messages that the client has received in the session. */
  received: number;
}

/** Response to {@link Resume}: the session is resumed. */
export interface ResumeResult {
  id: number;
  type: "result";
  /** Whether every message that the client missed follows. */
  recovered: boolean;
  /** Number of counted messages that the gateway has received from the client. */
  received: number;
  /** Ids of requests that the gateway is still processing. */
  open: number[];
}
