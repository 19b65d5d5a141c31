import type { Cause, Hello, News, Request, ServerAddress, State } from "../sdk/src/wire/protocol.ts";
import { answerOf } from "./fake-calls.ts";
import type { FakeMedia } from "./fake-media.ts";
import { FakePlays } from "./fake-plays.ts";
import { FakeRecovery, type Retry } from "./fake-recovery.ts";
import { FakeRooms, FakeVisit } from "./fake-rooms.ts";
import { type Behaviour, type FakeServer, fakeServer } from "./fake-server.ts";
import { FakeSharedObjects } from "./fake-shared-objects.ts";

/** The client's end, as the fake sees it. */
export interface Peer {
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code: number, reason: string): void;
}

interface FakeStream {
  published: boolean;
  bytes: number;
  timestamp: number;
}

/** What a test may set and see. */
export interface FakeOptions {
  pools?: Record<string, string[]>;
  limits?: Partial<Hello["limits"]>;
  /** What several sessions share; each has its own otherwise. */
  objects?: FakeSharedObjects;
  /** Rooms that one may ask for; sessions share them. */
  rooms?: FakeRooms;
  /** What is played, whatever its name. */
  media?: FakeMedia;
  /** Milliseconds that each step of a server takes; 0 answers at once. */
  stepMs?: number;
  now?: () => number;
  onRequest?: (request: Request & { id: number }) => void;
  onMedia?: (type: number, timestamp: number, body: Uint8Array) => void;
}

/** One session of a gateway without RTMP, speaking PROTOCOL.md: for unit tests, and for work on the page. */
export class FakeGateway {
  readonly requests: Array<Request & { id: number }> = [];
  readonly servers: FakeServer[] = [];
  readonly #streams = new Map<number, FakeStream>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #now: () => number;
  readonly #objects: FakeSharedObjects;
  /** What is played; time passes when somebody says so. */
  readonly plays: FakePlays;
  #required = 0;
  readonly #recovery: FakeRecovery;
  readonly #visit: FakeVisit;
  #nextStream = 1;

  constructor(
    readonly peer: Peer,
    readonly options: FakeOptions = {},
  ) {
    this.#objects = options.objects ?? new FakeSharedObjects();
    this.plays = new FakePlays(this.#playSession(), options.media);
    this.#recovery = new FakeRecovery(this.servers, {
      tell: (server, state, why, retry) => this.#state(server, state, why?.cause, why?.text, retry),
      connect: (server) => this.#later(1, () => this.#again(server)),
      after: (ms, run) => this.#afterMs(ms, run),
    });
    this.#visit = new FakeVisit(options.rooms ?? new FakeRooms(), {
      requests: this.requests,
      news: (news) => this.news(news),
      fail: (id, code, message) => this.#error(id, code, message),
      text: (text) => this.text(text),
    });
    this.#now = options.now ?? (() => performance.now());
    const limits = { textBytes: 262144, frameBytes: 2097152, servers: 16, streams: 8, ...options.limits };
    this.news({ type: "hello", protocol: 1, session: "fake", pools: Object.keys(options.pools ?? {}), limits });
  }

  news(news: News): void {
    this.peer.send(JSON.stringify(news));
  }

  text(data: string): void {
    const request = JSON.parse(data) as Request & { id: number };
    if (this.#visit.takes(request)) {
      return;
    }
    this.requests.push(request);
    this.options.onRequest?.(request);
    switch (request.type) {
      case "connect":
        "servers" in request && this.#connect(request);
        break;
      case "reconnect":
        this.#reconnect(request);
        break;
      case "addServer":
        this.#add(request);
        break;
      case "removeServer":
        this.#remove(request);
        break;
      case "call":
        this.#call(request);
        break;
      case "return":
        this.#result(request.id);
        break;
      case "useSharedObject":
        this.#useSharedObject(request);
        break;
      case "setSlots":
        this.#result(request.id);
        this.#objects.set(request, this);
        break;
      case "sendMessage":
        this.#result(request.id);
        this.#objects.send(request, this);
        break;
      case "clearSharedObject":
        this.#result(request.id);
        this.#objects.clear(request.name, this);
        break;
      case "releaseSharedObject":
        this.#objects.release(this, request.name);
        this.#result(request.id);
        break;
      case "createStream":
        this.#streams.set(this.#nextStream, { published: false, bytes: 0, timestamp: 0 });
        this.#result(request.id, { stream: this.#nextStream++ });
        break;
      case "publish":
        this.#publish(request);
        break;
      case "send":
        this.#result(request.id);
        break;
      case "play":
      case "pause":
      case "seek":
      case "receive":
      case "bufferTime":
        this.#later(1, () => this.plays.request(request));
        break;
      case "closeStream":
        this.#streams.delete(request.stream);
        this.plays.close(request.stream);
        this.#result(request.id);
        break;
      case "disconnect":
        this.#disconnect();
        this.#result(request.id);
        break;
      default:
        this.#error((request as { id: number }).id, "unknown-type", "no such request");
    }
  }

  media(data: Uint8Array): void {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const [type, number, timestamp] = [view.getUint8(0), view.getUint8(1), view.getUint32(4)];
    const stream = this.#streams.get(number);
    if (!stream?.published) {
      this.news({ type: "error", code: "not-publishing", message: `stream ${number} is not published` });
      return;
    }
    stream.bytes += data.byteLength;
    stream.timestamp = timestamp;
    for (const server of this.servers.filter(({ state }) => state === "Live" || state === "Lagging")) {
      this.#take(server, type, data.byteLength);
    }
    this.options.onMedia?.(type, timestamp, data.subarray(8));
  }

  /** Acknowledges what came; called four times a second, or by a test. */
  ack(): void {
    for (const [stream, { bytes, timestamp, published }] of this.#streams) {
      if (published) {
        const servers = this.servers.map(({ bytes: sentBytes, frames, dropped, state }, server) => {
          const lagging = state === "Lagging";
          const queue = { queueBytes: lagging ? 3_400_000 : 0, queueMs: lagging ? 2900 : 0 };
          return { server, ...queue, sentBytes, frames, dropped };
        });
        this.news({ type: "ack", stream, bytes, timestamp, servers });
      }
    }
  }

  /** The connection of a server ends. */
  lose(server: number): void {
    this.#recovery.outage(server, "lost", "the connection ended");
    this.plays.lost(server);
  }

  /** Goes through what a server does when it is asked again. */
  #again(server: number): void {
    const found = this.servers[server];
    if (found !== undefined) {
      this.#answerConnect(server, found.behaviour === "lost" ? "good" : found.behaviour);
      this.#publishAgain(server, found);
    }
  }

  /** One that is back gets what the others have. */
  #publishAgain(server: number, found: FakeServer): void {
    for (const [stream, { published }] of this.#streams) {
      if (published && found.state === "Live") {
        found.publishedAt = Number.POSITIVE_INFINITY; // it is lost, or slow, once
        this.#status(server, "NetStream.Publish.Start", "Start publishing", "status", stream);
      }
    }
  }

  closed(): void {
    this.#visit.leave();
    this.plays.close();
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#streams.clear();
    this.#objects.release(this);
  }

  #connect(request: Request & { type: "connect"; servers: ServerAddress[]; id: number }): void {
    if (this.#count("Live") + this.#count("Connecting") + this.#count("Lagging") > 0) {
      this.#error(request.id, "bad-state", "connected already");
      return;
    }
    this.servers.length = 0;
    this.#recovery.end();
    const urls = request.servers.flatMap((address) => this.#urls(address));
    for (const [server, url] of urls.entries()) {
      this.servers.push(fakeServer(url));
      this.#state(server, "Connecting");
    }
    this.#required =
      request.require === "any" ? 1 : typeof request.require === "number" ? request.require : urls.length;
    let settled = false;
    const settle = () => {
      const live = this.#count("Live");
      const hope = live + this.#count("Connecting");
      if (settled || (live < this.#required && hope >= this.#required)) {
        return;
      }
      settled = true;
      if (live >= this.#required) {
        this.#status(undefined, "NetConnection.Setup.Success", `${live} of ${urls.length} servers connected.`);
        if (request.recover !== false) {
          this.#recovery.begin();
        }
        const servers = this.servers.map(({ url, state }, server) => ({ server, url, state }));
        this.#result(request.id, { servers });
      } else {
        const failed = this.servers.filter(({ state }) => state === "Failed" || state === "Rejected");
        const text = `Too few servers connected: ${failed.map(({ url }) => url).join(", ")}.`;
        this.#status(undefined, "NetConnection.Setup.Failed", text, "error");
        this.#disconnect();
        this.#error(request.id, "setup-failed", text);
      }
    };
    for (const [server, { behaviour }] of this.servers.entries()) {
      this.#later(server + 1, () => {
        this.#answerConnect(server, behaviour);
        settle();
      });
    }
    this.#later(request.timeout === undefined ? 3000 / this.#step : request.timeout / this.#step, () => {
      for (const [server, { state }] of this.servers.entries()) {
        if (state === "Connecting") {
          this.#recovery.outage(server, "timeout", "no answer to connect in time");
        }
      }
      settle();
    });
  }

  #answerConnect(server: number, behaviour: Behaviour): void {
    if (behaviour === "silent") {
      return;
    }
    if (behaviour === "down") {
      this.#recovery.outage(server, "unreachable", "connection refused");
    } else if (behaviour === "refuse") {
      this.#status(server, "NetConnection.Connect.Rejected", "No such application.", "error");
      this.#state(server, "Rejected", "refused-connect", "the server refused: No such application.");
    } else {
      this.#status(server, "NetConnection.Connect.Success", "Connection succeeded.");
      this.#state(server, "Live");
      this.#objects.join(this, server, this.servers[server]?.url ?? "");
    }
  }

  #reconnect({ id, server }: Request & { type: "reconnect"; id: number }): void {
    const found = this.servers[server];
    if (found === undefined) {
      this.#error(id, "no-such-server", `server ${server}`);
      return;
    }
    found.attempts = 0;
    this.#state(server, "Connecting");
    this.#later(1, () => {
      this.#answerConnect(server, found.behaviour);
      this.#publishAgain(server, found);
      if (found.state === "Live") {
        this.#result(id);
      } else {
        this.#error(id, "setup-failed", `${found.url}: not connected`);
      }
    });
  }

  #add({ id, server: address }: Request & { type: "addServer"; id: number }): void {
    const first = this.servers.length;
    this.servers.push(...this.#urls(address).map(fakeServer));
    const servers = this.servers.slice(first).map(({ url, state }, i) => ({ server: first + i, url, state }));
    for (const { server } of servers) {
      this.#state(server, "Connecting");
    }
    this.#result(id, { servers });
    for (const { server } of servers) {
      this.#later(1, () => this.#again(server));
    }
  }

  #remove({ id, server }: Request & { type: "removeServer"; id: number }): void {
    this.#state(server, "Closed");
    this.#result(id);
  }

  #call({ id, method, args = [], on = "all", reply = true }: Request & { type: "call"; id: number }): void {
    if (!reply) {
      this.#result(id, { answers: [] });
      return;
    }
    const asked = this.servers.map((_, server) => server).filter((server) => typeof on === "string" || server === on);
    const answers = asked.map((server) => answerOf(server, this.servers[server]?.state, method, args));
    const first = answers.find(({ outcome }) => outcome === "result");
    this.#later(2, () => this.#result(id, { answers: on === "first" && first !== undefined ? [first] : answers }));
  }

  /** What it holds follows the answer. */
  #useSharedObject(request: Request & { type: "useSharedObject"; id: number }): void {
    const live = this.servers.flatMap(({ url, state }, server) => (state === "Live" ? [[server, url] as const] : []));
    this.#result(request.id, { servers: live.map(([server]) => server) });
    this.#objects.use(request, new Map(live), this);
  }

  #publish({ id, stream }: Request & { type: "publish"; id: number }): void {
    const found = this.#streams.get(stream);
    if (found === undefined) {
      this.#error(id, "no-such-stream", `no stream ${stream}`);
      return;
    }
    found.published = true;
    this.#later(1, () => {
      for (const [server, each] of this.servers.entries()) {
        if (each.state !== "Live") {
          continue;
        }
        if (each.behaviour === "badkey") {
          this.#status(server, "NetStream.Publish.BadName", "Stream key not accepted.", "error", stream);
          this.#state(server, "Rejected", "refused-publish", "the server refused the stream key");
        } else {
          each.publishedAt = this.#now();
          this.#status(server, "NetStream.Publish.Start", "Start publishing", "status", stream);
        }
      }
      const live = this.#count("Live");
      if (live < this.#required) {
        found.published = false;
        this.#status(undefined, "NetStream.Publish.Failed", `Only ${live} servers publish.`, "error", stream);
        this.#error(id, "publish-failed", `only ${live} of ${this.#required} servers publish`);
      } else {
        const text = `${live} of ${this.servers.length} servers publish.`;
        this.#status(undefined, "NetStream.Publish.Start", text, "status", stream);
        this.#result(id);
      }
    });
  }

  #disconnect(): void {
    this.plays.close();
    this.#streams.clear();
    for (const [server, { state }] of this.servers.entries()) {
      if (state !== "Failed" && state !== "Rejected" && state !== "Closed") {
        this.#state(server, "Closed");
      }
    }
  }

  #take(server: FakeServer, type: number, bytes: number): void {
    const age = this.#now() - (server.publishedAt ?? this.#now());
    const number = this.servers.indexOf(server);
    if (server.behaviour === "lost" && age > 4000) {
      this.lose(number);
      return;
    }
    if (server.behaviour === "slow" && server.state === "Live" && age > 3000) {
      this.#state(number, "Lagging");
    }
    if (server.state === "Lagging" && type === 9) {
      server.dropped++;
    } else {
      server.bytes += bytes;
      server.frames++;
    }
  }

  #playSession() {
    return {
      servers: this.servers,
      news: (news: News) => this.news(news),
      frame: (frame: Uint8Array<ArrayBuffer>) => this.peer.send(frame),
      result: (id: number, fields?: object) => this.#result(id, fields),
      error: (id: number, code: string, message: string) => this.#error(id, code, message),
      lose: (server: number) => this.lose(server),
    };
  }

  get #step(): number {
    return this.options.stepMs || 1;
  }

  #urls(address: ServerAddress): string[] {
    if (typeof address === "string") {
      return [address];
    }
    return "url" in address ? [address.url] : (this.options.pools?.[address.pool] ?? []);
  }

  #count(state: State): number {
    return this.servers.filter((server) => server.state === state).length;
  }

  #state(server: number, state: State, cause?: Cause, text?: string, retry?: Retry): void {
    const found = this.servers[server];
    if (found !== undefined) {
      found.state = state;
      const why = { ...(cause && { cause }), ...(text && { text }) };
      this.news({ type: "server", server, url: found.url, state, ...why, ...retry });
    }
  }

  #status(
    server: number | undefined,
    code: string,
    description: string,
    level: "status" | "error" = "status",
    stream?: number,
  ): void {
    const from = { ...(server !== undefined && { server }), ...(stream !== undefined && { stream }) };
    this.news({ type: "status", ...from, info: { level, code, description } });
  }

  #result(id: number, fields: object = {}): void {
    this.peer.send(JSON.stringify({ id, type: "result", ...fields }));
  }

  #error(id: number, code: string, message: string): void {
    this.peer.send(JSON.stringify({ id, type: "error", code, message }));
  }

  #later(steps: number, run: () => void): void {
    if (!this.options.stepMs && steps < 100) {
      run();
      return;
    }
    this.#afterMs(steps * this.#step, run);
  }

  #afterMs(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}
