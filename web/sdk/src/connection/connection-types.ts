import type { IncomingCall } from "../calls/calls.ts";
import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { WorkerPort } from "../session/worker-port.ts";
import type { MultiConnectionError } from "../shared/errors.ts";
import type { Closing, LinkOptions, LinkState } from "../shared/link-types.ts";
import type { Value } from "../values/values.ts";
import type { Ack, Require, ServerAddress, ServerEvent } from "../wire/protocol.ts";
import type { Admission } from "./admission.ts";

/** A server of the session. */
export type Server = Readonly<Omit<ServerEvent, "type">>;

/** What a MultiConnection tells. */
export interface MultiConnectionEvents {
  /** A NetStatus, from one server or merged. */
  status: NetStatus;
  /** A server has a new state. */
  server: Server;
  /** How this client stands that asks for a place in a room. */
  admission: Admission;
  /** What reached the gateway, four times a second while media flows. */
  ack: Ack;
  /** A server calls, whether there is a handler or not; see {@link MultiConnection.handle}. */
  call: IncomingCall;
  /** A server sent data. */
  data: DataMessage;
  /** The gateway dropped something. */
  error: MultiConnectionError;
  /** The link to the gateway is broken, and back again. */
  link: LinkState;
  /** The session is over for good: it was closed, or refused, or has been given up. */
  close: Closing;
}

/** How to open the session. */
export interface MultiConnectionOptions {
  /** How many statuses are kept for {@link MultiConnection.statuses}; default 256. */
  statuses?: number;
  /** How a link that breaks is brought back; false: it is not, and the session is closed. */
  reconnect?: LinkOptions | false;
  /** Starts the worker, where a bundler needs another way than the SDK's own. */
  worker?: () => WorkerPort;
}

/** How to connect. */
export interface ConnectOptions {
  /** How many servers must connect: `all` (the default), `any`, or a number. */
  require?: Require;
  /** Milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  /** Further arguments of `NetConnection.connect`. */
  args?: Value[];
  /** Added to the object of the RTMP connect command. */
  properties?: { [name: string]: Value };
  /** Whether a server that is lost comes back by itself; default true. If not: {@link MultiConnection.reconnect}. */
  recover?: boolean;
  signal?: AbortSignal;
}

/** How to add a server. */
export interface AddServerOptions {
  /** What streams are published as there, by their numbers; otherwise as everywhere. */
  names?: { [stream: number]: string };
  /** Milliseconds to connect, 100 to 60 000; default 3000. */
  timeout?: number;
  signal?: AbortSignal;
}

/** How to connect a server anew. */
export interface ReconnectOptions extends AddServerOptions {
  /** Another server, in its place; otherwise the same. */
  to?: ServerAddress;
}
