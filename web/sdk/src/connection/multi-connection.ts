import { type CallAnswer, type CallHandler, type CallOptions, Calls } from "../calls/calls.ts";
import { SharedObject, type SharedObjectOptions } from "../objects/shared-object.ts";
import type { PlayOptions } from "../play/play-options.ts";
import { PlayedStream } from "../play/played-stream.ts";
import { openTracks } from "../publish/media-options.ts";
import type { PublishOptions } from "../publish/publish-options.ts";
import { PublishedStream } from "../publish/published-stream.ts";
import { dataMessage } from "../session/data-message.ts";
import { type NetStatus, netStatus } from "../session/net-status.ts";
import { Session } from "../session/session.ts";
import { startWorker } from "../session/worker-port.ts";
import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { Events, type Subscription } from "../shared/events.ts";
import type { Closing } from "../shared/link-types.ts";
import type { Value } from "../values/values.ts";
import type { CallOn, GatewayEvent, Hello, RoomAddress, ServerAddress, State } from "../wire/protocol.ts";
import type { FromWorker } from "../worker/messages.ts";
import { type Admission, admissionOf, withReason } from "./admission.ts";
import { connectRequest, defined } from "./connect-request.ts";
import type {
  AddServerOptions,
  ConnectOptions,
  MultiConnectionEvents,
  MultiConnectionOptions,
  ReconnectOptions,
  Server,
} from "./connection-types.ts";
import { History } from "./history.ts";
import { withRollback } from "./rollback.ts";

/**
 * NetConnection and NetStream to a list of RTMP servers at once, through one WebSocket to a MultiConnection Gateway.
 * The WebSocket opens at once; methods wait for it.
 */
export class MultiConnection implements AsyncDisposable {
  readonly #events = new Events<MultiConnectionEvents>();
  readonly #history: History<NetStatus>;
  readonly #servers = new Map<number, Server>();
  readonly #streams = new Map<number, PublishedStream>();
  readonly #played = new Map<number, PlayedStream>();
  readonly #session: Session;
  readonly #calls: Calls;
  readonly #sharedObjects = new Map<string, SharedObject>();
  #admission: Admission | undefined;

  /** @param url of the gateway, such as `wss://gateway.example/v1` */
  constructor(url: string | URL, options: MultiConnectionOptions = {}) {
    this.#history = new History(options.statuses ?? 256);
    this.#session = new Session(String(url), (options.worker ?? startWorker)(), options.reconnect ?? {}, {
      event: (event) => this.#onEvent(event),
      workerMessage: (message) => this.#onWorkerMessage(message),
      closed: (closing) => this.#onClosed(closing),
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
   * Or asks for a place in a room: this client is pending until it is let in, which `admission` events tell, and is then
   * connected to a server of the room. `timeout` is that of the server.
   *
   * @throws MultiConnectionError `setup-failed` if too few connect in time, `rejected`, with its reason, if there is no place,
   *     and what PROTOCOL.md, section 9, has
   */
  async connect(to: readonly ServerAddress[] | RoomAddress, options: ConnectOptions = {}): Promise<readonly Server[]> {
    if (this.servers.every(({ state }) => ENDED.has(state))) {
      this.#servers.clear();
    }
    const { signal } = options;
    const connected = this.#session.request(connectRequest(to, options), signal).catch((error) => {
      throw withReason(error, this.#admission);
    });
    await withRollback(connected, () => (signal?.aborted ? this.disconnect() : undefined));
    return this.servers;
  }

  /**
   * Connects one server anew, in whatever state it is, or another one in its place (`to`). Fulfilled when it is connected; it
   * then gets what the others have. They notice nothing.
   *
   * @throws MultiConnectionError `setup-failed`, `bad-state`, `no-such-server`
   */
  async reconnect(server: number, { signal, ...options }: ReconnectOptions = {}): Promise<void> {
    await this.#session.request({ type: "reconnect", server, ...defined(options) }, signal);
  }

  /**
   * Asks for a further server, or those of a pool, while the others go on. Fulfilled with their numbers; what becomes of them
   * `server` events tell. They get what the others have.
   *
   * @throws MultiConnectionError `bad-state`, `too-many`, `no-such-pool`
   */
  async addServer(server: ServerAddress, { signal, ...options }: AddServerOptions = {}): Promise<number[]> {
    const { servers } = await this.#session.request({ type: "addServer", server, ...defined(options) }, signal);
    return servers.map((added) => added.server);
  }

  /** Ends one server, for good; with the last one everything ends. */
  async removeServer(server: number, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#session.request({ type: "removeServer", server }, options.signal);
    this.#servers.delete(server);
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
    const onClosed = () => {
      if (this.#sharedObjects.get(name) === object) {
        this.#sharedObjects.delete(name);
      }
    };
    const object = new SharedObject(this.#session, name, persistent, onClosed);
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
    const { names, mode, timeout, opened, signal } = options;
    const hello = await abortable(this.hello, signal);
    const created = this.#session.request({ type: "createStream" });
    const published = async () => {
      const { stream } = await abortable(created, signal);
      const feeds = openTracks(options);
      const hasMedia = feeds.video !== undefined || feeds.audio !== undefined;
      const formats = hasMedia ? await this.#session.prepare(stream, feeds, signal) : {};
      const result = new PublishedStream(this.#session, hello, stream, name, formats);
      this.#streams.set(stream, result);
      opened?.(result);
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
    return withRollback(published(), async () => this.#undoStream((await created).stream));
  }

  /**
   * Plays a stream from one server, and from the next if that fails. Fulfilled when the first plays.
   *
   * @throws MultiConnectionError `play-failed` if no server has it; `bad-state`, `too-many`
   */
  async play(name: string, options: PlayOptions = {}): Promise<PlayedStream> {
    const { signal, opened, ...how } = options;
    const created = this.#session.request({ type: "createStream" });
    const played = async () => {
      const { stream } = await abortable(created, signal);
      const result = new PlayedStream(this.#session, stream, name, options, () => this.#played.delete(stream));
      // Before the answer: its first media may come with it.
      this.#played.set(stream, result);
      opened?.(result);
      this.#session.post({ kind: "receive", stream });
      const request = { type: "play" as const, stream, name, ...defined(how) };
      const { server } = await this.#session.request(request, signal);
      result.onStarted(server);
      return result;
    };
    return withRollback(played(), async () => {
      const { stream } = await created;
      this.#played.get(stream)?.markClosed();
      await this.#undoStream(stream);
    });
  }

  /**
   * Ends every stream and every connection; `connect` may then be asked again.
   *
   * @param options `signal`: stops waiting for the gateway's answer; everything ends all the same
   */
  async disconnect(options: { signal?: AbortSignal } = {}): Promise<void> {
    for (const stream of [...this.#streams.values(), ...this.#played.values()]) {
      this.#session.post({ kind: "stop", stream: stream.number });
    }
    this.#closeStreams();
    await this.#session.request({ type: "disconnect" }, options.signal);
  }

  /** Closes the WebSocket, and with it every stream and connection. Never fails. */
  close(): Promise<void> {
    return this.#session.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #closeStreams(): void {
    for (const stream of [...this.#streams.values(), ...this.#played.values()]) {
      stream.markClosed();
    }
    this.#streams.clear();
    for (const object of [...this.#sharedObjects.values()]) {
      object.markClosed();
    }
  }

  async #undoStream(stream: number): Promise<void> {
    this.#streams.delete(stream);
    this.#session.post({ kind: "stop", stream });
    await this.#session.request({ type: "closeStream", stream });
  }

  #onEvent(event: GatewayEvent): void {
    switch (event.type) {
      case "server": {
        const { type: _, ...server } = event;
        this.#servers.set(server.server, server);
        this.#events.emit("server", server);
        break;
      }
      case "status": {
        const status = netStatus(event);
        this.#history.push(status);
        this.#events.emit("status", status);
        this.#onAdmission(admissionOf(status));
        this.#findStream(event.stream)?.onStatus(status);
        this.#sharedObjects.get(event.sharedObject ?? "")?.onStatus(status);
        break;
      }
      case "ack":
        this.#streams.get(event.stream)?.onAck(event);
        this.#events.emit("ack", event);
        break;
      case "error":
        this.#events.emit("error", MultiConnectionError.from(event));
        break;
      case "call":
        this.#events.emit("call", this.#calls.onCall(event));
        break;
      case "data": {
        const data = dataMessage(event);
        this.#played.get(event.stream ?? 0)?.onData(data);
        this.#events.emit("data", data);
        break;
      }
      case "sync":
        this.#sharedObjects.get(event.name)?.onSync(event);
        break;
      case "message":
        this.#sharedObjects.get(event.name)?.onMessage(event);
        break;
      case "hello":
      case "stream":
      case "keyframe":
      case "goaway":
        break;
    }
  }

  #onAdmission(admission: Admission | undefined): void {
    if (admission !== undefined) {
      this.#admission = admission;
      this.#events.emit("admission", admission);
    }
  }

  #onWorkerMessage(message: FromWorker): void {
    if (message.kind === "link") {
      this.#events.emit("link", message.link);
    } else if ("stream" in message) {
      this.#findStream(message.stream)?.onWorkerMessage(message);
    }
  }

  #findStream(number: number | undefined): PublishedStream | PlayedStream | undefined {
    return number === undefined ? undefined : (this.#streams.get(number) ?? this.#played.get(number));
  }

  #onClosed(closing: Closing): void {
    const lost = this.servers.filter(({ state }) => !ENDED.has(state)).map((server) => afterClose(server, closing));
    for (const server of lost) {
      this.#servers.set(server.server, server);
    }
    // The reason first: what follows from it is then understood.
    this.#events.emit("close", closing);
    for (const server of lost) {
      this.#events.emit("server", server);
    }
    this.#closeStreams();
    this.#calls.close();
    this.#history.end();
  }
}

const ENDED: ReadonlySet<State> = new Set(["Failed", "Rejected", "Closed"]);

function afterClose({ server, url }: Server, { code }: Closing): Server {
  return code === 1000
    ? { server, url, state: "Closed" }
    : { server, url, state: "Failed", cause: "lost", text: "the connection to the gateway ended" };
}
