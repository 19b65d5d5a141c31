import type { GatewayErrorCode, GatewayEvent, Hello, Request, Resume } from "../sdk/src/wire/protocol.ts";
import { resultOf } from "./fake-calls.ts";
import type { FakeMedia } from "./fake-media.ts";
import { FakeOutbox, type Peer } from "./fake-outbox.ts";
import { FakePlays, type PlaySession } from "./fake-plays.ts";
import { FakeReplies } from "./fake-replies.ts";
import { FakeAdmission, FakeRooms } from "./fake-rooms.ts";
import type { FakeServer } from "./fake-server.ts";
import { FakeServers, type FakeServersSession } from "./fake-servers.ts";
import { FakeSharedObjects } from "./fake-shared-objects.ts";
import { FakeStreams } from "./fake-streams.ts";
import { FakeTimers } from "./fake-timers.ts";

/** Behaviour of a fake session, and callbacks with which a test observes it. */
export interface FakeOptions {
  pools?: Record<string, string[]>;
  limits?: Partial<Hello["limits"]>;
  /** Shared objects that several sessions share. Default: each session has its own. */
  objects?: FakeSharedObjects;
  /** Rooms that clients may join. Sessions share them. */
  rooms?: FakeRooms;
  /** Media that every played stream delivers. */
  media?: FakeMedia;
  /** Names of streams that exist although they begin with `missing`. */
  published?: ReadonlySet<string>;
  /** Milliseconds for which a session without a WebSocket can be resumed. Default: sessions cannot be resumed. */
  holdMs?: number;
  /** Number of messages kept for a client that resumes. Default: all. */
  keep?: number;
  /** Milliseconds that each step of a server takes. With 0, servers respond immediately. */
  stepMs?: number;
  now?: () => number;
  onRequest?: (request: Request & { id: number }) => void;
  /** Rejects a request with a code, or leaves it without a response. */
  refuse?: (request: Request) => GatewayErrorCode | "silent" | undefined;
  /** Called once, when the session ends. */
  onEnd?: () => void;
  onMedia?: (type: number, timestamp: number, body: Uint8Array) => void;
}

/** One session of a gateway without RTMP servers that speaks PROTOCOL.md. For unit tests and for work on the pages. */
export class FakeGateway {
  readonly requests: Array<Request & { id: number }> = [];
  readonly #replies: FakeReplies;
  readonly #timers: FakeTimers;
  readonly #servers: FakeServers;
  readonly #streams: FakeStreams;
  readonly #objects: FakeSharedObjects;
  /** Played streams. Their time passes only by {@link FakePlays.advance}. */
  readonly plays: FakePlays;
  readonly #admission: FakeAdmission;
  #isOver = false;

  /** Outgoing messages: counted, and kept for a client that resumes. */
  readonly peer: FakeOutbox;
  /** Number of requests received, not counting `resume`. */
  received = 0;

  /** @param token with which the session may be resumed */
  constructor(
    peer: Peer,
    readonly options: FakeOptions = {},
    token?: string,
  ) {
    this.peer = new FakeOutbox(peer, options.keep);
    this.#replies = new FakeReplies(this.peer);
    this.#timers = new FakeTimers(options.stepMs);
    this.#objects = options.objects ?? new FakeSharedObjects();
    this.#servers = new FakeServers(this.#serversSession());
    this.#streams = new FakeStreams({
      replies: this.#replies,
      servers: this.#servers,
      timers: this.#timers,
      now: options.now ?? (() => performance.now()),
      lose: (server) => this.lose(server),
      onMedia: options.onMedia,
    });
    this.plays = new FakePlays(this.#playSession(), options.media);
    this.#admission = new FakeAdmission(options.rooms ?? new FakeRooms(), {
      requests: this.requests,
      replies: this.#replies,
      text: (text) => this.text(text),
    });
    const limits = { textBytes: 262144, frameBytes: 2097152, servers: 16, streams: 8, ...options.limits };
    const resume = token !== undefined && { resume: { token, holdMs: options.holdMs ?? 0 } };
    this.emit({
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

  emit(event: GatewayEvent): void {
    this.#replies.emit(event);
  }

  text(data: string): void {
    const request = JSON.parse(data) as Request & { id: number };
    this.received++;
    if (this.#admission.takes(request)) {
      return;
    }
    this.requests.push(request);
    this.options.onRequest?.(request);
    const refusal = this.options.refuse?.(request);
    if (refusal !== undefined) {
      if (refusal !== "silent") {
        this.#replies.error(request.id, refusal, "refused");
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
        this.#replies.result(request.id);
        break;
      case "useSharedObject":
        this.#useSharedObject(request);
        break;
      case "setSlots":
        this.#replies.result(request.id);
        this.#objects.set(request, this);
        break;
      case "sendMessage":
        this.#replies.result(request.id);
        this.#objects.send(request, this);
        break;
      case "clearSharedObject":
        this.#replies.result(request.id);
        this.#objects.clear(request.name, this);
        break;
      case "releaseSharedObject":
        this.#objects.release(this, request.name);
        this.#replies.result(request.id);
        break;
      case "createStream":
        this.#streams.create(request.id);
        break;
      case "publish":
        this.#streams.publish(request);
        break;
      case "send":
        this.#replies.result(request.id);
        break;
      case "play":
      case "pause":
      case "seek":
      case "receive":
      case "bufferTime":
        this.#timers.later(1, () => this.plays.request(request));
        break;
      case "closeStream":
        this.#streams.close(request.stream);
        this.plays.close(request.stream);
        this.#replies.result(request.id);
        break;
      case "authenticate":
        this.#replies.result(request.id);
        break;
      case "disconnect":
        this.#disconnect();
        this.#replies.result(request.id);
        break;
      default:
        this.#replies.error((request as { id: number }).id, "unknown-type", "no such request");
    }
  }

  media(data: Uint8Array): void {
    this.#streams.media(data);
  }

  /** Acknowledges the received media. Called four times a second, or by a test. */
  ack(): void {
    this.#streams.ack();
  }

  /** Resumes the session over another WebSocket, for a client that has received `received` messages. */
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
      this.#servers.sendAll();
      this.#objects.sendAll(this);
    }
    this.#streams.requestKeyframes();
    this.ack();
  }

  /** Ends the connection of a server. */
  lose(server: number): void {
    this.#servers.lose(server);
    this.plays.lost(server);
  }

  /** Ends the session. Idempotent. */
  closed(): void {
    if (this.#isOver) {
      return;
    }
    this.#isOver = true;
    this.#admission.leave();
    this.plays.close();
    this.#timers.clear();
    this.#streams.clear();
    this.#objects.release(this);
    this.options.onEnd?.();
  }

  #call({ id, method, args = [], on = "all", reply = true }: Request & { type: "call"; id: number }): void {
    if (!reply) {
      this.#replies.result(id, { answers: [] });
      return;
    }
    const asked = this.servers.map((_, server) => server).filter((server) => typeof on === "string" || server === on);
    const answers = asked.map((server) => resultOf(server, this.servers[server]?.state, method, args));
    const first = answers.find(({ outcome }) => outcome === "result");
    this.#timers.later(2, () =>
      this.#replies.result(id, { answers: on === "first" && first !== undefined ? [first] : answers }),
    );
  }

  /** Sends the response first, then the content of the object. */
  #useSharedObject(request: Request & { type: "useSharedObject"; id: number }): void {
    const live = this.servers.flatMap(({ url, state }, server) => (state === "Live" ? [[server, url] as const] : []));
    this.#replies.result(request.id, { servers: live.map(([server]) => server) });
    this.#objects.use(request, new Map(live), this);
  }

  #disconnect(): void {
    this.plays.close();
    this.#streams.clear();
    this.#servers.closeAll();
  }

  #serversSession(): FakeServersSession {
    return {
      replies: this.#replies,
      timers: this.#timers,
      joined: (server, { url }) => this.#objects.join(this, server, url),
      publishAgain: (server, found) => this.#streams.publishAgain(server, found),
      failed: () => this.#disconnect(),
      pools: this.options.pools ?? {},
    };
  }

  #playSession(): PlaySession {
    return {
      servers: this.servers,
      replies: this.#replies,
      published: this.options.published ?? new Set(),
      frame: (frame) => this.peer.send(frame),
      lose: (server) => this.lose(server),
    };
  }
}
