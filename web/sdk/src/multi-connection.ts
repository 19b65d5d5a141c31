import { abortable } from "./abort.ts";
import { MultiConnectionError } from "./errors.ts";
import { Events, type Subscription } from "./events.ts";
import { type MediaOptions, openFeeds } from "./feeds.ts";
import { History } from "./history.ts";
import { type Link, startWorker } from "./link.ts";
import { type NetStatus, netStatus } from "./net-status.ts";
import { PublishedStream } from "./published-stream.ts";
import { type Closing, Session } from "./session.ts";
import { toWire } from "./values/to-wire.ts";
import type { Value } from "./values/values.ts";
import type { Ack, Hello, News, PublishMode, Require, ServerAddress, ServerNews, State } from "./wire/protocol.ts";
import type { FromWorker } from "./worker/messages.ts";

/** A server of the session. */
export type Server = Readonly<Omit<ServerNews, "type">>;

/** What a MultiConnection tells. */
export interface MultiConnectionEvents {
  /** A NetStatus, from one server or merged. */
  status: NetStatus;
  /** A server has a new state. */
  server: Server;
  /** What reached the gateway, four times a second while media flows. */
  ack: Ack;
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

  /** @param url of the gateway, such as `wss://gateway.example/v1` */
  constructor(url: string | URL, options: MultiConnectionOptions = {}) {
    this.#history = new History(options.statuses ?? 256);
    this.#session = new Session(String(url), (options.worker ?? startWorker)(), {
      news: (news) => this.#news(news),
      local: (message) => this.#local(message),
      closed: (closing) => this.#closed(closing),
    });
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
    await this.#session.request({ type: "disconnect" }, options.signal);
  }

  /** Closes the WebSocket, and with it every stream and connection. Never fails. */
  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
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
        break;
      }
      case "ack":
        this.#streams.get(news.stream)?.acknowledged(news);
        this.#events.emit("ack", news);
        break;
      case "error":
        this.#events.emit("error", new MultiConnectionError(news.code, news.message));
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
    this.#history.end();
  }
}

const ENDED: ReadonlySet<State> = new Set(["Failed", "Rejected", "Closed"]);

function afterClose({ server, url }: Server, { code }: Closing): Server {
  return code === 1000
    ? { server, url, state: "Closed" }
    : { server, url, state: "Failed", cause: "lost", text: "the connection to the gateway ended" };
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
