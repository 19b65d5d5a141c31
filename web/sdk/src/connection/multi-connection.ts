import { type CallAnswer, type CallHandler, type CallOptions, Calls } from "../calls/calls.ts";
import { SharedObject, type SharedObjectOptions } from "../objects/shared-object.ts";
import type { PlayOptions } from "../play/play-options.ts";
import { PlayedStream } from "../play/played-stream.ts";
import { openTracks } from "../publish/media-options.ts";
import type { PublishOptions } from "../publish/publish-options.ts";
import { PublishedStream } from "../publish/published-stream.ts";
import { dataMessage } from "../session/data-message.ts";
import { type FileUrls, fileUrls, startWorker } from "../session/files.ts";
import { type NetStatus, netStatus } from "../session/net-status.ts";
import { provideAac } from "../session/provide-aac.ts";
import { Session } from "../session/session.ts";
import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { EventEmitter } from "../shared/event-emitter.ts";
import type { Subscription } from "../shared/events.ts";
import { gatewayUrl } from "../shared/gateway-url.ts";
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
 * NetConnection and NetStream to a list of RTMP servers, over one WebSocket to a MultiConnection Gateway. Opens the
 * WebSocket immediately; methods wait for it.
 */
export class MultiConnection extends EventEmitter<MultiConnectionEvents> implements AsyncDisposable {
  readonly #history: History<NetStatus>;
  readonly #servers = new Map<number, Server>();
  readonly #streams = new Map<number, PublishedStream>();
  readonly #played = new Map<number, PlayedStream>();
  readonly #session: Session;
  readonly #calls: Calls;
  readonly #sharedObjects = new Map<string, SharedObject>();
  readonly #files: FileUrls;
  #admission: Admission | undefined;

  /** @param url WebSocket URL of the gateway, such as `wss://gateway.example/v1`, or relative to the page: `/v1` */
  constructor(url: string | URL, options: MultiConnectionOptions = {}) {
    super();
    this.#history = new History(options.statuses ?? 256);
    this.#files = fileUrls(options);
    const worker = options.worker?.() ?? startWorker(this.#files);
    const listener = {
      event: (event: GatewayEvent) => this.#onEvent(event),
      workerMessage: (message: FromWorker) => this.#onWorkerMessage(message),
      closed: (closing: Closing) => this.#onClosed(closing),
    };
    this.#session = new Session(
      gatewayUrl(url),
      worker,
      options.reconnect ?? {},
      listener,
      options.token,
      this.#files.workletUrl,
    );
    this.#calls = new Calls(this.#session);
  }

  /** The gateway's `hello`, with its limits and pools. Rejected if the gateway cannot be reached. */
  get hello(): Promise<Hello> {
    return this.#session.hello;
  }

  /** Fulfilled when the session has ended for any reason. */
  get closed(): Promise<Closing> {
    return this.#session.closed;
  }

  /** The servers and their current states, by number. */
  get servers(): readonly Server[] {
    return [...this.#servers.values()].sort((a, b) => a.server - b.server);
  }

  /**
   * Iterates over all statuses, from the oldest one kept until the session ends. Can be called several times.
   *
   * @param options `signal`: ends the iteration by throwing its reason
   */
  statuses(options: { signal?: AbortSignal } = {}): AsyncIterableIterator<NetStatus> {
    return this.#history.read(options.signal);
  }

  /**
   * Connects to all servers of a list in parallel, or enters a room. Fulfilled as soon as the required servers are
   * connected; the others continue to connect.
   *
   * A client that enters a room is pending until it is admitted, which `admission` events report. It is then connected
   * to a server of the room. `timeout` applies to that server only.
   *
   * @throws MultiConnectionError `setup-failed` if too few servers connect in time, `rejected`, with its reason, if the
   *     client is not admitted, or another code of PROTOCOL.md, section 9
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
   * Reconnects one server, whatever its state, or replaces it by another (`to`). Fulfilled when it is connected. It
   * then receives the same streams as the other servers, which are not affected.
   *
   * @throws MultiConnectionError `setup-failed`, `bad-state`, `no-such-server`
   */
  async reconnect(server: number, { signal, ...options }: ReconnectOptions = {}): Promise<void> {
    await this.#session.request({ type: "reconnect", server, ...defined(options) }, signal);
  }

  /**
   * Adds a server, or the servers of a pool, to a running session. They receive the same streams as the others.
   * Fulfilled with their numbers, before they are connected; `server` events report their states.
   *
   * @throws MultiConnectionError `bad-state`, `too-many`, `no-such-pool`
   */
  async addServer(server: ServerAddress, { signal, ...options }: AddServerOptions = {}): Promise<number[]> {
    const { servers } = await this.#session.request({ type: "addServer", server, ...defined(options) }, signal);
    return servers.map((added) => added.server);
  }

  /** Disconnects and removes one server. Removing the last one ends all streams. */
  async removeServer(server: number, options: { signal?: AbortSignal } = {}): Promise<void> {
    await this.#session.request({ type: "removeServer", server }, options.signal);
    this.#servers.delete(server);
  }

  /**
   * Calls a method of the servers' applications (`NetConnection.call`).
   *
   * @returns one answer per called server, by number; with `on: "first"` only the first result. A server's error or
   *     timeout is an answer, too.
   * @throws MultiConnectionError `bad-state`, `too-many`
   */
  call(method: string, args: readonly Value[] = [], options: CallOptions = {}): Promise<CallAnswer[]> {
    return this.#calls.call(method, args, options);
  }

  /** Calls a method of the servers' applications without waiting for a result. Fulfilled when the call is sent. */
  notify(method: string, args: readonly Value[] = [], options: { on?: CallOn } = {}): Promise<void> {
    return this.#calls.notify(method, args, options.on);
  }

  /**
   * Sets the handler for calls of one method from servers. A call without a handler waits for one for 10 s, and then
   * fails with `NetConnection.Call.Failed`.
   */
  handle(method: string, handler: CallHandler): Subscription {
    return this.#calls.handle(method, handler);
  }

  /**
   * Uses a remote shared object on every server (`sharedObjectSetup`). Fulfilled when as many servers have responded as
   * `connect` required; the slots follow in `sync` events.
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
      throw new MultiConnectionError("bad-state", `shared object ${name} is already in use`);
    }
    // Before the response, as the first syncs may arrive together with it.
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
   * Publishes tracks to every server, under the same name or one name per server. Closing the stream does not stop the
   * tracks. Without tracks the stream carries only data messages.
   *
   * @throws MultiConnectionError `no-media`, `unsupported` or `encoder` before anything is published; `publish-failed`
   *     or another code of PROTOCOL.md, section 9
   */
  async publish(name: string, options: PublishOptions = {}): Promise<PublishedStream> {
    const { names, mode, timeout, opened, signal } = options;
    const hello = await abortable(this.hello, signal);
    const created = this.#session.request({ type: "createStream" });
    const published = async () => {
      const { stream } = await abortable(created, signal);
      const feeds = openTracks(options, this.#session.captures);
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
   * Plays a stream from one server, with failover to the next. Fulfilled when a server plays it.
   *
   * @throws MultiConnectionError `play-failed` if no server has the stream; `bad-state`, `too-many`
   */
  async play(name: string, options: PlayOptions = {}): Promise<PlayedStream> {
    const { signal, opened, ...how } = options;
    const created = this.#session.request({ type: "createStream" });
    const played = async () => {
      const { stream } = await abortable(created, signal);
      const result = new PlayedStream(this.#session, stream, name, options, () => this.#played.delete(stream));
      // Before the response, as the first media may arrive together with it.
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
   * Ends all streams and connections. The session stays open for another `connect`.
   *
   * @param options `signal`: stops waiting for the gateway's response; does not cancel disconnecting
   */
  async disconnect(options: { signal?: AbortSignal } = {}): Promise<void> {
    for (const stream of [...this.#streams.values(), ...this.#played.values()]) {
      this.#session.post({ kind: "stop", stream: stream.number });
    }
    this.#closeStreams();
    await this.#session.request({ type: "disconnect" }, options.signal);
  }

  /** Closes the session with all streams and connections. Never rejects. */
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
        this.emit("server", server);
        break;
      }
      case "status": {
        const status = netStatus(event);
        this.#history.push(status);
        this.emit("status", status);
        this.#onAdmission(admissionOf(status));
        this.#findStream(event.stream)?.onStatus(status);
        this.#sharedObjects.get(event.sharedObject ?? "")?.onStatus(status);
        break;
      }
      case "ack":
        this.#streams.get(event.stream)?.onAck(event);
        this.emit("ack", event);
        break;
      case "error":
        this.emit("error", MultiConnectionError.from(event));
        break;
      case "call":
        this.emit("call", this.#calls.onCall(event));
        break;
      case "data": {
        const data = dataMessage(event);
        this.#played.get(event.stream ?? 0)?.onData(data);
        this.emit("data", data);
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
      case "tokenExpires":
        break;
    }
  }

  #onAdmission(admission: Admission | undefined): void {
    if (admission !== undefined) {
      this.#admission = admission;
      this.emit("admission", admission);
    }
  }

  #onWorkerMessage(message: FromWorker): void {
    if (message.kind === "link") {
      this.emit("link", message.link);
    } else if (message.kind === "needAac") {
      void provideAac(this.#session, this.#files);
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
    // First, so that listeners know why the following events occur.
    this.emit("close", closing);
    for (const server of lost) {
      this.emit("server", server);
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
