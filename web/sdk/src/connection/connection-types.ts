import type { IncomingCall } from "../calls/calls.ts";
import type { DataMessage } from "../session/data-message.ts";
import type { FileUrls } from "../session/files.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { WorkerPort } from "../session/worker-port.ts";
import type { MultiConnectionError } from "../shared/errors.ts";
import type { Closing, LinkOptions, LinkState, TokenSource } from "../shared/link-types.ts";
import type { Value } from "../values/values.ts";
import type { Ack, Require, ServerAddress, ServerEvent } from "../wire/protocol.ts";
import type { Admission } from "./admission.ts";

/** Server of the session, with its state. */
export type Server = Readonly<Omit<ServerEvent, "type">>;

/** Events of a {@link MultiConnection}. */
export interface MultiConnectionEvents {
  /** NetStatus of one server, or merged over all servers. */
  status: NetStatus;
  /** A server has changed its state. */
  server: Server;
  /** The admission to a room has changed its state. */
  admission: Admission;
  /** Acknowledgement of media that reached the gateway, sent every 250 ms while media flows. */
  ack: Ack;
  /** A server has made a call, with or without a handler; see {@link MultiConnection.handle}. */
  call: IncomingCall;
  /** A server has sent a data message. */
  data: DataMessage;
  /** The gateway has dropped a message. */
  error: MultiConnectionError;
  /** The connection to the gateway has changed its state. */
  link: LinkState;
  /** The session has ended: it was closed or refused, or reconnecting timed out. */
  close: Closing;
}

/** Options of {@link MultiConnection}. */
export interface MultiConnectionOptions extends FileUrls {
  /** Number of statuses kept for `statuses()`; default 256. */
  statuses?: number;
  /** Automatic reconnection to the gateway; false closes the session when the WebSocket is lost. */
  reconnect?: LinkOptions | false;
  /**
   * Token of the client, a signed JWT, if the gateway requires one. A function is called for each WebSocket, also when
   * the link reconnects, and before the token expires: it should return a token that is valid for some time. With a
   * fixed token the session ends when the token expires.
   */
  token?: TokenSource;
  /** Starts the worker in another way, such as `() => new Worker(…)` of a bundler. */
  worker?: () => WorkerPort;
}

/** Options of {@link MultiConnection.connect}. */
export interface ConnectOptions {
  /** Number of servers that must connect: `all` (default), `any`, or a number. */
  require?: Require;
  /** Timeout for each server in milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  /** Additional arguments of `NetConnection.connect`. */
  args?: Value[];
  /** Properties added to the command object of the RTMP connect command. */
  properties?: { [name: string]: Value };
  /** Whether lost servers reconnect automatically; default true. Otherwise use {@link MultiConnection.reconnect}. */
  recover?: boolean;
  signal?: AbortSignal;
}

/** Options of {@link MultiConnection.addServer}. */
export interface AddServerOptions {
  /** Stream names on this server by stream number, where they differ from the other servers. */
  names?: { [stream: number]: string };
  /** Timeout in milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  signal?: AbortSignal;
}

/** Options of {@link MultiConnection.reconnect}. */
export interface ReconnectOptions extends AddServerOptions {
  /** Server that replaces the present one; by default the same server. */
  to?: ServerAddress;
}
