import { createServer, connect as dial, type Server, type Socket } from "node:net";

/** Interval at which bytes are forwarded, in milliseconds. */
const TICK_MS = 20;

/** Size of the link's own buffer. When it is full, the link stops reading. */
const HELD_BYTES = 16 * 1024;

/** TCP connection with a limited rate from the client to the server, and no limit in the other direction. */
class Lane {
  readonly #waiting: Buffer[] = [];
  #held = 0;

  constructor(
    readonly from: Socket,
    readonly to: Socket,
  ) {
    from.on("data", (data) => this.#take(data));
    to.on("data", (data) => from.write(data));
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  }

  /** Forwards up to a number of bytes. */
  pass(bytes: number): void {
    let left = bytes;
    for (let first = this.#waiting[0]; first !== undefined && left > 0; first = this.#waiting[0]) {
      const part = first.subarray(0, left);
      this.to.write(part);
      left -= part.length;
      this.#held -= part.length;
      if (part.length === first.length) {
        this.#waiting.shift();
      } else {
        this.#waiting[0] = first.subarray(part.length);
      }
    }
    if (this.#held < HELD_BYTES) {
      this.from.resume();
    }
  }

  #take(data: Buffer): void {
    this.#waiting.push(data);
    this.#held += data.length;
    if (this.#held >= HELD_BYTES) {
      this.from.pause();
    }
  }
}

/** Proxy to a server whose rate can be limited while it is used, like a phone's connection in a tunnel. */
export class SlowLink implements AsyncDisposable {
  readonly #lanes = new Set<Lane>();
  readonly #server: Server;
  readonly #timer: ReturnType<typeof setInterval>;
  #bytesPerSecond = Number.POSITIVE_INFINITY;
  #passedMs = performance.now();

  private constructor(server: Server) {
    this.#server = server;
    this.#timer = setInterval(() => this.#pass(), TICK_MS);
  }

  /** Opens a link to the server of a URL, on a free local port. */
  static async to(url: string): Promise<SlowLink> {
    const { hostname: host, port: named } = new URL(url);
    const port = Number(named);
    const server = createServer();
    const link = new SlowLink(server);
    server.on("connection", (client) => link.#connect(client, dial({ host, port })));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    return link;
  }

  /** URL of the server through this link. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}/`;
  }

  /** Limits the rate of each connection, in bit/s. */
  limit(bitsPerSecond: number): void {
    this.#bytesPerSecond = bitsPerSecond / 8;
  }

  /** Removes the limit. */
  free(): void {
    this.#bytesPerSecond = Number.POSITIVE_INFINITY;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    for (const { from, to } of this.#lanes) {
      from.destroy();
      to.destroy();
    }
    await new Promise((closed) => this.#server.close(closed));
  }

  #connect(client: Socket, server: Socket): void {
    const lane = new Lane(client, server);
    this.#lanes.add(lane);
    client.on("close", () => this.#lanes.delete(lane));
  }

  #pass(): void {
    const now = performance.now();
    const bytes = ((now - this.#passedMs) / 1000) * this.#bytesPerSecond;
    this.#passedMs = now;
    for (const lane of this.#lanes) {
      lane.pass(Math.ceil(bytes));
    }
  }
}
