import { FakeConnection, type FakeSessions } from "../../../fake-gateway/fake-connection.ts";
import type { FakeGateway, FakeOptions } from "../../../fake-gateway/fake-gateway.ts";
import { type LinkOptions, MultiConnection, type TokenSource, type WorkerPort } from "../../src/index.ts";
import type { SocketLike } from "../../src/worker/gateway-socket.ts";
import type { Probes } from "../../src/worker/link-listener.ts";
import type { FromWorker, ToWorker } from "../../src/worker/messages.ts";
import { WorkerHost } from "../../src/worker/worker-host.ts";

/** Options of a bench: behaviour of the gateway, or its absence. */
export interface BenchOptions extends FakeOptions {
  unreachable?: boolean;
  /** Whether the gateway accepts WebSockets but sends nothing. */
  mute?: boolean;
  /** Reconnection to the gateway; off by default. */
  reconnect?: LinkOptions | false;
  token?: TokenSource;
  /** Initial network state of the browser. */
  isOnline?: boolean;
}

/** WebSocket whose peer is a fake gateway. Delivers in microtasks, as a real one never delivers synchronously. */
export class InMemorySocket implements SocketLike {
  readyState = 0;
  onmessage: SocketLike["onmessage"] = null;
  onclose: SocketLike["onclose"] = null;
  onerror: SocketLike["onerror"] = null;
  readonly media: Uint8Array[] = [];
  connection: FakeConnection | undefined;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    readonly options: BenchOptions,
    readonly sessions: FakeSessions,
  ) {
    queueMicrotask(() => this.#open());
  }

  /** Session that uses the WebSocket. */
  get gateway(): FakeGateway | undefined {
    return this.connection?.session;
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") {
      queueMicrotask(() => this.readyState === 1 && this.connection?.text(data));
    } else {
      // A copy, as the sender may reuse the bytes.
      this.media.push(data.slice());
      this.connection?.media(data);
    }
  }

  /** Without a code the peer receives 1005, as from a browser's WebSocket. */
  close(code = 1005, reason = ""): void {
    queueMicrotask(() => this.end(code, reason));
  }

  /** Ends the connection, as either peer or the network may. */
  end(code: number, reason = ""): void {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.connection?.closed(code);
      this.onclose?.({ code, reason });
    }
  }

  /** Delivers a message of the gateway or a media frame. */
  deliver(data: string | Uint8Array<ArrayBuffer>): void {
    queueMicrotask(() => {
      if (this.readyState === 1) {
        this.onmessage?.({ data: typeof data === "string" ? data : data.slice().buffer });
      }
    });
  }

  #open(): void {
    if (this.options.unreachable) {
      this.end(1006);
    } else if (this.options.mute) {
      this.readyState = 1;
    } else if (this.readyState === 0) {
      this.readyState = 1;
      const close = (code: number, reason: string) => this.close(code, reason);
      this.connection = new FakeConnection({ send: (data) => this.deliver(data), close }, this.options, this.sessions);
    }
  }
}

/** MultiConnection whose worker and gateway are in memory. */
export class Bench implements AsyncDisposable {
  readonly mc: MultiConnection;
  readonly sockets: InMemorySocket[] = [];
  /** Sessions that can be resumed, by their tokens. */
  readonly sessions: FakeSessions = new Map();

  constructor(options: BenchOptions = {}, statuses?: number) {
    const openSocket = (url: string, protocols: string[]) => {
      const socket = new InMemorySocket(url, protocols, options, this.sessions);
      this.sockets.push(socket);
      return socket;
    };
    this.mc = new MultiConnection("ws://gateway.example/v1", {
      worker: () => new InMemoryWorker(openSocket, options.isOnline),
      reconnect: options.reconnect ?? false,
      ...(options.token !== undefined && { token: options.token }),
      ...(statuses !== undefined && { statuses }),
    });
  }

  get socket(): InMemorySocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) {
      throw new Error("no socket was opened");
    }
    return socket;
  }

  get gateway(): FakeGateway {
    if (this.socket.gateway === undefined) {
      throw new Error("the socket is not open");
    }
    return this.socket.gateway;
  }

  /** Returns the session of a WebSocket, by default the first one. */
  session(socket = 0): FakeGateway {
    const gateway = this.sockets[socket]?.gateway;
    if (gateway === undefined) {
      throw new Error(`socket ${socket} is not open`);
    }
    return gateway;
  }

  /** Types of the requests that the gateway received. */
  get requestTypes(): string[] {
    return this.gateway.requests.map(({ type }) => type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mc.close();
  }
}

/** Probes where nothing answers. */
export const NO_ANSWER: Probes = {
  fetch: () => Promise.reject(new TypeError("Failed to fetch")),
  origin: "https://page.example",
  isBlocked: () => false,
};

export class InMemoryWorker implements WorkerPort {
  onmessage: WorkerPort["onmessage"] = null;
  onerror: WorkerPort["onerror"] = null;
  #host: WorkerHost | undefined;

  constructor(openSocket: (url: string, protocols: string[]) => SocketLike, isOnline = true) {
    const post = (message: FromWorker, transfer: Transferable[] = []) => {
      const data = structuredClone(message, { transfer: transfer as never });
      queueMicrotask(() => this.onmessage?.({ data }));
    };
    this.#host = new WorkerHost({
      post,
      openSocket,
      probes: NO_ANSWER,
      clock: () => performance.now(),
      isOnline: () => isOnline,
    });
  }

  postMessage(message: ToWorker): void {
    queueMicrotask(() => this.#host?.receive(message));
  }

  terminate(): void {
    this.#host = undefined;
  }
}
