import { abortable } from "./abort.ts";
import { type CallAnswer, type CallHandler, type CallOptions, Calls, type IncomingCall } from "./calls.ts";
import { MultiConnectionError } from "./errors.ts";
import { Events, type Subscription } from "./events.ts";
import { type MediaOptions, openFeeds } from "./feeds.ts";
import { History } from "./history.ts";
import { type Link, startWorker } from "./link.ts";
import { type NetStatus, netStatus } from "./net-status.ts";
import { PublishedStream } from "./published-stream.ts";
import { type Closing, Session } from "./session.ts";
import { SharedObject, type SharedObjectOptions } from "./shared-object.ts";
import { fromWire } from "./values/from-wire.ts";
import { toWire } from "./values/to-wire.ts";
import type { Value } from "./values/values.ts";
import type {
  Ack,
  CallOn,
  DataNews,
  Hello,
  News,
  PublishMode,
  Require,
  ServerAddress,
  ServerNews,
  State,
} from "./wire/protocol.ts";
import type { FromWorker } from "./worker/messages.ts";

/** A server of the session. */
export type Server = Readonly<Omit<ServerNews, "type">>;

/** A data message of a server, on a stream that is played or on none. */
export interface DataMessage {
  server: number;
  stream?: number;
  /** Milliseconds, where there is a stream. */
  timestamp?: number;
  handler: string;
  args: Value[];
}

/** What a MultiConnection tells. */
export interface MultiConnectionEvents {
  /** A NetStatus, from one server or merged. */
  status: NetStatus;
  /** A server has a new state. */
  server: Server;
  /** What reached the gateway, four times a second while media flows. */
  ack: Ack;
  /** A server calls, whether there is a handler or not; see {@link MultiConnection.handle}. */
  call: IncomingCall;
  /** A server sent data. */
  data: DataMessage;
  /** The gateway dropped something. */
  error: MultiConnectionError;
  /** The WebSocket is closed. */
  close: Closing;
}

/** How to open the session. */
export interface MultiConnectionOptions {
  /** How many statuses are kept for {@link MultiConnection.statuses}; default 256. */
  statuses?: number;
  /** Starts the worker, where a bundler needs another way than the SDK's own. */
  worker?: () => Link;
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
  signal?: AbortSignal;
}

/** What to publish, and how. */
export interface PublishOptions extends MediaOptions {
  /** Names, or stream keys, of servers where they differ, by the server's number. */
  names?: { [server: number]: string };
  /** Default `live`. */
  mode?: PublishMode;
  /** Milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  signal?: AbortSignal;
}

/**
 * NetConnection and NetStream to a list of RTMP servers at once, through one WebSocket to a MultiConnection Gateway.
 * The WebSocket opens at once; methods wait for it.
 */
export class MultiConnection implements AsyncDisposable {
  readonly #events = new Events<MultiConnectionEvents>();
  readonly #history: History<NetStatus>;
  readonly #servers = new Map<number, Server>();
  readonly #streams = new Map<number, PublishedStream>();
  readonly #session: Session;
  readonly #calls: Calls;
  readonly #sharedObjects = new Map<string, SharedObject>();

  /** @param url of the gateway, such as `wss://gateway.example/v1` */
  constructor(url: string | URL, options: MultiConnectionOptions = {}) {
    this.#history = new History(options.statuses ?? 256);
    this.#session = new Session(String(url), (options.worker ?? startWorker)(), {
      news: (news) => this.#news(news),
      local: (message) => this.#local(message),
      closed: (closing) => this.#closed(closing),
    });
    this.#calls = new Calls(this.#session);
  }

  /** What the gateway said first: its limits and pools. Rejected if it cannot be reached. */
  get hello(): Promise<Hello> {
    return this.#session.hello;
  }

  /** Fulfilled when the WebSocket is closed, for whatever reason. */
  get closed(): Promise<Closing> {
    return this.#session.closed;
  }

  /** The servers, in the order of their numbers, as they are now. */
  get servers(): readonly Server[] {
    return [...this.#servers.values()].sort((a, b) => a.server - b.server);
  }

  /** Listens; see {@link MultiConnectionEvents}. */
  on<K extends keyof MultiConnectionEvents>(
    type: K,
    listener: (event: MultiConnectionEvents[K]) => void,
    options?: { signal?: AbortSignal },
  ): Subscription {
    return this.#events.on(type, listener, options);
  }

  /**
   * All statuses, from the first that is kept on; ends when the WebSocket is closed. May be read several times.
   *
   * @param options `signal`: ends the iteration by throwing its reason
   */
  statuses(options: { signal?: AbortSignal } = {}): AsyncIterableIterator<NetStatus> {
    return this.#history.read(options.signal);
  }

  /**
   * Opens a NetConnection to every server of the list, in parallel. Fulfilled as soon as the required ones are
   * connected; the others go on by themselves.
   *
   * @throws MultiConnectionError `setup-failed` if too few connect in time, and what PROTOCOL.md, section 9, has
   */
  async connect(servers: ServerAddress[], options: ConnectOptions = {}): Promise<readonly Server[]> {
    const { require, timeout, args, properties, signal } = options;
    const request = {
      type: "connect" as const,
      servers,
      ...(require !== undefined && { require }),
      ...(timeout !== undefined && { timeout }),
      ...(args !== undefined && { args: toWire(args) }),
      ...(properties !== undefined && { properties: wireProperties(properties) }),
    };
    if (this.servers.every(({ state }) => ENDED.has(state))) {
      this.#servers.clear();
    }
    const connected = this.#session.request(request, signal);
    await orUndo(connected, () => (signal?.aborted ? this.disconnect() : undefined));
    return this.servers;
  }

  /**
   * Connects one server again that is `Failed`, `Rejected` or `Closed`. It then gets what the others have.
   *
   * @throws MultiConnectionError `setup-failed`, `bad-state`, `no-such-server`
   */
  async reconnect(server: number, options: { timeout?: number; signal?: AbortSignal } = {}): Promise<void> {
    const { timeout, signal } = options;
    await this.#session.request({ type: "reconnect", server, ...(timeout !== undefined && { timeout }) }, signal);
  }

  /**
   * Calls a method of the servers' applications (`NetConnection.call`).
   *
   * @returns an answer for each server asked, in the order of their numbers; `on: "first"`: the first result alone
   * @throws MultiConnectionError `bad-state`, `too-many`; what a server says, or that it is silent, is an answer
   */
  call(method: string, args: readonly Value[] = [], options: CallOptions = {}): Promise<CallAnswer[]> {
    return this.#calls.call(method, args, options);
  }

  /** Calls a method of the servers' applications without waiting for an answer. Fulfilled when it is sent. */
  notify(method: string, args: readonly Value[] = [], options: { on?: CallOn } = {}): Promise<void> {
    return this.#calls.notify(method, args, options.on);
  }

  /**
   * Answers calls that servers make, one handler a method. A call that comes before its handler waits up to ten
   * seconds for it, and is then answered with `NetConnection.Call.Failed`.
   */
  handle(method: string, handler: CallHandler): Subscription {
    return this.#calls.handle(method, handler);
  }

  /**
   * Uses a remote shared object on every server (`sharedObjectSetup`). Fulfilled when as many servers as connect required
   * have answered; what they hold follows as syncs.
   *
   * @throws MultiConnectionError `shared-object-failed`, `bad-state`, `too-many`
   */
  async sharedObject(name: string, options: SharedObjectOptions = {}): Promise<SharedObject> {
    const { persistent = false, mirror, copies, timeout, signal } = options;
    const released = () => {
      if (this.#sharedObjects.get(name) === object) {
        this.#sharedObjects.delete(name);
      }
    };
    const object = new SharedObject(this.#session, name, persistent, released);
    const request = {
      type: "useSharedObject" as const,
      name,
      persistent,
      ...(mirror !== undefined && { mirror }),
      ...(copies !== undefined && { copies }),
      ...(timeout !== undefined && { timeout }),
    };
    if (this.#sharedObjects.has(name)) {
      throw new MultiConnectionError("bad-state", `shared object ${name} is used already`);
    }
    // Before the answer: its first syncs may come with it.
    this.#sharedObjects.set(name, object);
    try {
      await this.#session.request(request, signal);
      return object;
    } catch (error) {
      await object.close();
      throw error;
    }
  }

  /**
   * Publishes tracks to every server, under one name or a name for each. The tracks stay the caller's: closing the
   * stream does not stop them. Without tracks it is a stream of data.
   *
   * @throws MultiConnectionError `no-media`, `unsupported` or `encoder` before anything is published;
   *     `publish-failed` and the others of PROTOCOL.md, section 9
   */
  async publish(name: string, options: PublishOptions = {}): Promise<PublishedStream> {
    const { names, mode, timeout, signal } = options;
    const hello = await abortable(this.hello, signal);
    const created = this.#session.request({ type: "createStream" });
    const published = async () => {
      const { stream } = await abortable(created, signal);
      const feeds = openFeeds(options);
      const hasMedia = feeds.video !== undefined || feeds.audio !== undefined;
      const formats = hasMedia ? await this.#session.prepare(stream, feeds, signal) : {};
      const result = new PublishedStream(this.#session, hello, stream, name, formats);
      this.#streams.set(stream, result);
      const publish = {
        type: "publish" as const,
        stream,
        name,
        ...(names !== undefined && { names }),
        ...(mode !== undefined && { mode }),
        ...(timeout !== undefined && { timeout }),
      };
      await this.#session.request(publish, signal);
      this.#session.post({ kind: "start", stream });
      return result;
    };
    return orUndo(published(), async () => this.#undoPublish((await created).stream));
  }

  /**
   * Ends every stream and every connection; `connect` may then be asked again.
   *
   * @param options `signal`: stops waiting for the gateway's answer; everything ends all the same
   */
  async disconnect(options: { signal?: AbortSignal } = {}): Promise<void> {
    for (const stream of this.#streams.values()) {
      this.#session.post({ kind: "stop", stream: stream.number });
      stream.lost();
    }
    this.#streams.clear();
    this.#loseSharedObjects();
    await this.#session.request({ type: "disconnect" }, options.signal);
  }

  /** Closes the WebSocket, and with it every stream and connection. Never fails. */
  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #loseSharedObjects(): void {
    for (const object of [...this.#sharedObjects.values()]) {
      object.lost();
    }
  }

  async #undoPublish(stream: number): Promise<void> {
    this.#streams.delete(stream);
    this.#session.post({ kind: "stop", stream });
    await this.#session.request({ type: "closeStream", stream });
  }

  #news(news: News): void {
    switch (news.type) {
      case "server": {
        const { type: _, ...server } = news;
        this.#servers.set(server.server, server);
        this.#events.emit("server", server);
        break;
      }
      case "status": {
        const status = netStatus(news);
        this.#history.push(status);
        this.#events.emit("status", status);
        this.#sharedObjects.get(news.sharedObject ?? "")?.status(status);
        break;
      }
      case "ack":
        this.#streams.get(news.stream)?.acknowledged(news);
        this.#events.emit("ack", news);
        break;
      case "error":
        this.#events.emit("error", new MultiConnectionError(news.code, news.message));
        break;
      case "call":
        this.#events.emit("call", this.#calls.received(news));
        break;
      case "data":
        this.#events.emit("data", dataMessage(news));
        break;
      case "sync":
        this.#sharedObjects.get(news.name)?.sync(news);
        break;
      case "message":
        this.#sharedObjects.get(news.name)?.message(news);
        break;
      case "hello":
      case "keyframe":
        break;
    }
  }

  #local(message: FromWorker): void {
    if ("stream" in message) {
      this.#streams.get(message.stream)?.heard(message);
    }
  }

  #closed(closing: Closing): void {
    const lost = this.servers.filter(({ state }) => !ENDED.has(state)).map((server) => afterClose(server, closing));
    for (const server of lost) {
      this.#servers.set(server.server, server);
    }
    // The reason first: what follows from it is then understood.
    this.#events.emit("close", closing);
    for (const server of lost) {
      this.#events.emit("server", server);
    }
    for (const stream of this.#streams.values()) {
      stream.lost();
    }
    this.#streams.clear();
    this.#loseSharedObjects();
    this.#calls.end();
    this.#history.end();
  }
}

const ENDED: ReadonlySet<State> = new Set(["Failed", "Rejected", "Closed"]);

function afterClose({ server, url }: Server, { code }: Closing): Server {
  return code === 1000
    ? { server, url, state: "Closed" }
    : { server, url, state: "Failed", cause: "lost", text: "the connection to the gateway ended" };
}

function dataMessage({ type: _, args, ...message }: DataNews): DataMessage {
  return { ...message, args: fromWire(args) };
}

/** Takes back what was begun if it fails or is given up: the gateway does not know that. */
async function orUndo<T>(promise: Promise<T>, undo: () => Promise<void> | undefined): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    // If this fails, too, the session is gone and there is nothing to take back.
    undo()?.catch(() => {});
    throw error;
  }
}

function wireProperties(properties: { [name: string]: Value }) {
  const names = Object.keys(properties);
  const values = toWire(Object.values(properties));
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
}
