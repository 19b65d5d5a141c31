import { FakeGateway, type FakeOptions } from "../../../test/fake-gateway.ts";
import { type Link, MultiConnection } from "../../src/index.ts";
import { Host, type Socket } from "../../src/worker/host.ts";
import type { FromWorker, ToWorker } from "../../src/worker/messages.ts";

/** What a bench may set: how the gateway behaves, or that it is not there. */
export interface BenchOptions extends FakeOptions {
  unreachable?: boolean;
}

/** A WebSocket whose other end is a fake gateway. Delivers in microtasks, as a real one never does at once. */
export class InMemorySocket implements Socket {
  readyState = 0;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  readonly media: Uint8Array[] = [];
  gateway: FakeGateway | undefined;

  constructor(
    readonly url: string,
    readonly protocol: string,
    readonly options: BenchOptions,
  ) {
    queueMicrotask(() => this.#open());
  }

  send(data: string | Uint8Array): void {
    if (typeof data === "string") {
      queueMicrotask(() => this.gateway?.text(data));
    } else {
      this.media.push(data);
      this.gateway?.media(data);
    }
  }

  close(code = 1000, reason = ""): void {
    queueMicrotask(() => this.end(code, reason));
  }

  /** Ends the connection, as either side or the network may. */
  end(code: number, reason = ""): void {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.gateway?.closed();
      this.onclose?.({ code, reason });
    }
  }

  /** What the gateway says, or a media frame. */
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
    } else if (this.readyState === 0) {
      this.readyState = 1;
      const close = (code: number, reason: string) => this.close(code, reason);
      this.gateway = new FakeGateway({ send: (data) => this.deliver(data), close }, this.options);
    }
  }
}

/** A MultiConnection whose worker and gateway are in memory. */
export class Bench implements AsyncDisposable {
  readonly mc: MultiConnection;
  readonly sockets: InMemorySocket[] = [];

  constructor(options: BenchOptions = {}, statuses?: number) {
    const openSocket = (url: string, protocol: string) => {
      const socket = new InMemorySocket(url, protocol, options);
      this.sockets.push(socket);
      return socket;
    };
    this.mc = new MultiConnection("ws://gateway.example/v1", {
      worker: () => new InMemoryWorker(openSocket),
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

  /** Types of the requests that the gateway got. */
  get asked(): string[] {
    return this.gateway.requests.map(({ type }) => type);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mc.close();
  }
}

export class InMemoryWorker implements Link {
  onmessage: Link["onmessage"] = null;
  onerror: Link["onerror"] = null;
  #host: Host | undefined;

  constructor(openSocket: (url: string, protocol: string) => Socket) {
    const post = (message: FromWorker, transfer: Transferable[] = []) => {
      const data = structuredClone(message, { transfer: transfer as never });
      queueMicrotask(() => this.onmessage?.({ data }));
    };
    this.#host = new Host({ post, openSocket, clock: () => performance.now() });
  }

  postMessage(message: ToWorker): void {
    queueMicrotask(() => this.#host?.receive(message));
  }

  terminate(): void {
    this.#host = undefined;
  }
}
