import type { GatewayErrorCode, Hello, News, Request, Resume } from "../sdk/src/wire/protocol.ts";
import { answerOf } from "./fake-calls.ts";
import type { FakeMedia } from "./fake-media.ts";
import { FakeOutbox, type Peer } from "./fake-outbox.ts";
import { FakePlays } from "./fake-plays.ts";
import { FakeRooms, FakeVisit } from "./fake-rooms.ts";
import type { FakeServer } from "./fake-server.ts";
import { FakeServers, type FakeServersSession } from "./fake-servers.ts";
import { FakeSharedObjects } from "./fake-shared-objects.ts";

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
  /** How long sessions are held whose WebSocket is lost, in milliseconds; they are not if it is not said. */
  holdMs?: number;
  /** How many messages are kept for a client that comes back; default all. */
  keep?: number;
  /** Milliseconds that each step of a server takes; 0 answers at once. */
  stepMs?: number;
  now?: () => number;
  onRequest?: (request: Request & { id: number }) => void;
  /** Refuses a request with a code, or leaves it without an answer. */
  refuse?: (request: Request) => GatewayErrorCode | "silent" | undefined;
  /** The session is over. */
  onEnd?: () => void;
  onMedia?: (type: number, timestamp: number, body: Uint8Array) => void;
}

/** One session of a gateway without RTMP, speaking PROTOCOL.md: for unit tests, and for work on the page. */
export class FakeGateway {
  readonly requests: Array<Request & { id: number }> = [];
  readonly #servers: FakeServers;
  readonly #streams = new Map<number, FakeStream>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #now: () => number;
  readonly #objects: FakeSharedObjects;
  /** What is played; time passes when somebody says so. */
  readonly plays: FakePlays;
  readonly #visit: FakeVisit;
  #nextStream = 1;
  readonly #freeStreams: number[] = [];
  #isOver = false;

  /** Where its messages go; counts and keeps them. */
  readonly peer: FakeOutbox;
  /** How many requests have come, resumes aside. */
  received = 0;

  /** @param token with which it may be resumed */
  constructor(
    peer: Peer,
    readonly options: FakeOptions = {},
    token?: string,
  ) {
    this.peer = new FakeOutbox(peer, options.keep);
    this.#objects = options.objects ?? new FakeSharedObjects();
    this.#servers = new FakeServers(this.#serversSession());
    this.plays = new FakePlays(this.#playSession(), options.media);
    this.#visit = new FakeVisit(options.rooms ?? new FakeRooms(), {
      requests: this.requests,
      news: (news) => this.news(news),
      fail: (id, code, message, temporary) => this.#error(id, code, message, temporary),
      text: (text) => this.text(text),
    });
    this.#now = options.now ?? (() => performance.now());
    const limits = { textBytes: 262144, frameBytes: 2097152, servers: 16, streams: 8, ...options.limits };
    const resume = token !== undefined && { resume: { token, holdMs: options.holdMs ?? 0 } };
    this.news({
      type: "hello",
      protocol: 1,
      session: "fake",
      pools: Object.keys(options.pools ?? {}),
      limits,
      ...resume,
    });
  }

  get servers(): FakeServer[] {
    return this.#servers.list;
  }

  news(news: News): void {
    this.peer.send(JSON.stringify(news));
  }

  text(data: string): void {
    const request = JSON.parse(data) as Request & { id: number };
    this.received++;
    if (this.#visit.takes(request)) {
      return;
    }
    this.requests.push(request);
    this.options.onRequest?.(request);
    const refusal = this.options.refuse?.(request);
    if (refusal !== undefined) {
      if (refusal !== "silent") {
        this.#error(request.id, refusal, "refused");
      }
      return;
    }
    switch (request.type) {
      case "connect":
        "servers" in request && this.#servers.connect(request);
        break;
      case "reconnect":
        this.#servers.reconnect(request);
        break;
      case "addServer":
        this.#servers.add(request);
        break;
      case "removeServer":
        this.#servers.remove(request);
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
      case "createStream": {
        // A number is used again when all were: the one that was given back first.
        const stream = this.#nextStream > 255 ? (this.#freeStreams.shift() ?? 0) : this.#nextStream++;
        this.#streams.set(stream, { published: false, bytes: 0, timestamp: 0 });
        this.#result(request.id, { stream });
        break;
      }
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
        this.#freeStreams.push(...(this.#streams.delete(request.stream) ? [request.stream] : []));
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

  /** The client is back, over another WebSocket, and has so many messages. */
  resume({ id, received }: Resume, peer: Peer): void {
    const answered = new Set(this.peer.answered);
    const open = this.requests.map((request) => request.id).filter((each) => !answered.has(each));
    const missed = this.peer.attach(peer, received);
    const recovered = missed !== undefined;
    this.peer.uncounted(JSON.stringify({ id, type: "result", recovered, received: this.received, open }));
    for (const message of missed ?? []) {
      this.peer.uncounted(message);
    }
    if (!recovered) {
      this.#servers.tellAll();
      this.#objects.tellAll(this);
    }
    for (const [stream, { published }] of this.#streams) {
      if (published) {
        this.news({ type: "keyframe", stream });
      }
    }
    this.ack();
  }

  /** The connection of a server ends. */
  lose(server: number): void {
    this.#servers.lose(server);
    this.plays.lost(server);
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

  /** The session is over; may be said again. */
  closed(): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#visit.leave();
    this.plays.close();
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#streams.clear();
    this.#objects.release(this);
    this.options.onEnd?.();
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
          this.#servers.reject(server, "the server refused the stream key");
        } else {
          each.publishedAt = this.#now();
          this.#status(server, "NetStream.Publish.Start", "Start publishing", "status", stream);
        }
      }
      const live = this.#servers.count("Live");
      if (live < this.#servers.required) {
        found.published = false;
        this.#status(undefined, "NetStream.Publish.Failed", `Only ${live} servers publish.`, "error", stream);
        this.#error(id, "publish-failed", `only ${live} of ${this.#servers.required} servers publish`);
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
    this.#servers.closeAll();
  }

  #take(server: FakeServer, type: number, bytes: number): void {
    const age = this.#now() - (server.publishedAt ?? this.#now());
    const number = this.servers.indexOf(server);
    if (server.behaviour === "lost" && age > 4000) {
      this.lose(number);
      return;
    }
    if (server.behaviour === "slow" && server.state === "Live" && age > 3000) {
      this.#servers.lag(number);
    }
    if (server.state === "Lagging" && type === 9) {
      server.dropped++;
    } else {
      server.bytes += bytes;
      server.frames++;
    }
  }

  #serversSession(): FakeServersSession {
    const tell: FakeServersSession["tell"] = (server, state, url, cause, text, retry) => {
      const why = { ...(cause && { cause }), ...(text && { text }) };
      this.news({ type: "server", server, url, state, ...why, ...retry });
    };
    return {
      tell,
      status: (server, code, description, level) => this.#status(server, code, description, level),
      result: (id, fields) => this.#result(id, fields),
      error: (id, code, message) => this.#error(id, code, message),
      joined: (server, { url }) => this.#objects.join(this, server, url),
      publishAgain: (server, found) => this.#publishAgain(server, found),
      failed: () => this.#disconnect(),
      later: (steps, run) => this.#later(steps, run),
      after: (ms, run) => this.#afterMs(ms, run),
      step: this.#step,
      pools: this.options.pools ?? {},
    };
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

  #error(id: number, code: string, message: string, temporary = false): void {
    this.peer.send(JSON.stringify({ id, type: "error", code, message, ...(temporary && { temporary }) }));
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
