import { Captures } from "../capture/captures.ts";
import type { Formats } from "../media/metadata.ts";
import { abortable } from "../shared/abort.ts";
import { type Deferred, deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { Closing, LinkOptions, TokenSource } from "../shared/link-types.ts";
import type { GatewayEvent, GatewayResponse, Hello, Request, Results } from "../wire/protocol.ts";
import type { AudioSource, FromWorker, LostResponse, ToWorker, TrackInputs, VideoSource } from "../worker/messages.ts";
import type { WorkerPort } from "./worker-port.ts";

/** Receives the events of a session. */
export interface SessionListener {
  event(event: GatewayEvent): void;
  workerMessage(message: FromWorker): void;
  closed(closing: Closing): void;
}

/** Most requests without a response, for gateways that do not state their limit (PROTOCOL.md, section 11). */
const MAX_REQUESTS = 64;

/** Timeout for the gateway to close the session, in milliseconds. */
const CLOSE_MS = 2000;

/** Session as the page sees it: matches responses to requests and passes events to the listener. */
export class Session {
  readonly #pending = new Map<number, Deferred<unknown>>();
  readonly #preparing = new Map<number, Deferred<Formats>>();
  readonly #hello = deferred<Hello>();
  readonly #closed = deferred<Closing>();
  /** Captures of the tracks that the session's streams publish. */
  readonly captures: Captures;
  #closing: Closing | undefined;
  readonly #ending = new AbortController();
  #isWorkerStarted = false;
  #nextId = 1;

  constructor(
    readonly url: string,
    readonly port: WorkerPort,
    reconnect: LinkOptions | false,
    readonly listener: SessionListener,
    readonly token?: TokenSource,
    workletUrl?: string | URL,
  ) {
    this.captures = new Captures((message, transfer) => this.post(message, transfer), workletUrl);
    // The application need not wait for hello; its failure must not be an unhandled rejection.
    this.#hello.promise.catch(() => {});
    port.onmessage = ({ data }) => this.#onMessage(data);
    port.onerror = ({ message }) => this.#onClosed(this.#workerFailure(message));
    this.post({ kind: "open", url, reconnect, ...(token !== undefined && { hasTokens: true }) });
    this.#followNetwork();
  }

  /** The gateway's `hello`. Rejected if the session ends before it arrives. */
  get hello(): Promise<Hello> {
    return this.#hello.promise;
  }

  /** Fulfilled when the session has ended. */
  get closed(): Promise<Closing> {
    return this.#closed.promise;
  }

  /** Whether the session has ended. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Sends a request once the gateway's `hello` has arrived, and waits for the response.
   *
   * @throws MultiConnectionError with the gateway's code, `closed`, `lost`, `too-many` or `too-large`
   */
  async request<R extends Request>(request: R, signal?: AbortSignal): Promise<Results[R["type"]]> {
    const hello = await abortable(this.hello, signal);
    return abortable(this.send(request, hello) as Promise<Results[R["type"]]>, signal);
  }

  /**
   * Sends a request immediately.
   *
   * @returns the result; rejected with the gateway's code
   * @throws MultiConnectionError `closed`, `too-many` or `too-large`; nothing was sent
   */
  send(request: Request, hello: Hello): Promise<unknown> {
    if (this.#closing !== undefined) {
      throw this.#closedError(this.#closing);
    }
    const maxRequests = hello.limits.requests ?? MAX_REQUESTS;
    if (this.#pending.size >= maxRequests) {
      throw new MultiConnectionError("too-many", `${maxRequests} requests without a response, expected fewer`);
    }
    const id = this.#nextId++;
    const message = { id, ...request };
    const bytes = new TextEncoder().encode(JSON.stringify(message)).byteLength;
    if (bytes > hello.limits.textBytes) {
      const text = `${request.type} takes ${bytes} bytes, expected at most ${hello.limits.textBytes}`;
      throw new MultiConnectionError("too-large", text);
    }
    const response = deferred<unknown>();
    this.#pending.set(id, response);
    this.post({ kind: "request", request: message });
    return response.promise;
  }

  /** Transfers tracks to the worker, which configures encoders for them. */
  async prepare(stream: number, inputs: TrackInputs, signal?: AbortSignal): Promise<Formats> {
    const prepared = deferred<Formats>();
    this.#preparing.set(stream, prepared);
    this.post({ kind: "prepare", stream, inputs }, transferables(inputs));
    try {
      return await abortable(prepared.promise, signal);
    } finally {
      this.#preparing.delete(stream);
    }
  }

  post(message: ToWorker, transfer: Transferable[] = []): void {
    if (this.#closing === undefined) {
      this.port.postMessage(message, transfer);
    }
  }

  /** Ends the session with its streams and connections. */
  async close(): Promise<void> {
    this.post({ kind: "close" });
    const reason = `the gateway did not close the session within ${CLOSE_MS} ms`;
    const timer = setTimeout(() => this.#onClosed({ code: 1006, reason }), CLOSE_MS);
    await this.closed;
    clearTimeout(timer);
  }

  /** Passes on that the browser is offline, or online again, which not every browser reports to workers. */
  #followNetwork(): void {
    for (const type of ["online", "offline"] as const) {
      const changed = () => this.post({ kind: "network", isOnline: type === "online" });
      globalThis.addEventListener?.(type, changed, { signal: this.#ending.signal });
    }
  }

  #workerFailure(message = ""): Closing {
    if (this.#isWorkerStarted) {
      return { code: 1006, reason: `the worker failed: ${message}` };
    }
    const details = [message, this.port.hint ?? ""].filter((text) => text !== "");
    return { code: 1006, reason: ["the worker did not start", ...details].join(": "), fault: "no-worker" };
  }

  #onMessage(message: FromWorker): void {
    this.#isWorkerStarted = true;
    switch (message.kind) {
      case "response":
        this.#settle(message.response);
        break;
      case "event":
        if (message.event.type === "hello") {
          this.#hello.resolve(message.event);
        }
        this.listener.event(message.event);
        break;
      case "tokenWanted":
        void this.#provideToken();
        break;
      case "closed":
        this.#onClosed(message);
        break;
      case "prepared":
        this.#preparing.get(message.stream)?.resolve(message.formats);
        break;
      case "failed":
        this.#onFailed(message);
        break;
      default:
        if (!this.captures.receive(message)) {
          this.listener.workerMessage(message);
        }
    }
  }

  async #provideToken(): Promise<void> {
    try {
      const token = await (typeof this.token === "function" ? this.token() : this.token);
      this.post({ kind: "token", token: String(token) });
    } catch (error) {
      this.post({ kind: "noToken", reason: error instanceof Error ? error.message : String(error) });
    }
  }

  #settle(response: GatewayResponse | LostResponse): void {
    const pending = this.#pending.get(response.id);
    this.#pending.delete(response.id);
    if (response.type === "error") {
      pending?.reject(MultiConnectionError.from(response));
    } else {
      pending?.resolve(response);
    }
  }

  #onFailed(message: FromWorker & { kind: "failed" }): void {
    const preparing = this.#preparing.get(message.stream);
    if (preparing === undefined) {
      this.listener.workerMessage(message);
    } else {
      preparing.reject(new MultiConnectionError(message.code, message.message));
    }
  }

  #onClosed({ code, reason, fault }: Closing): void {
    if (this.#closing !== undefined) {
      return;
    }
    this.#closing = { code, reason, ...(fault !== undefined && { fault }) };
    this.#ending.abort();
    this.captures.close();
    this.port.terminate();
    const error = this.#closedError(this.#closing);
    this.#hello.reject(error);
    for (const pending of [...this.#pending.values(), ...this.#preparing.values()]) {
      pending.reject(error);
    }
    this.#pending.clear();
    this.listener.closed(this.#closing);
    this.#closed.resolve(this.#closing);
  }

  #closedError({ code, reason, fault }: Closing): MultiConnectionError {
    if (fault !== undefined) {
      return new MultiConnectionError(fault, reason, code);
    }
    const why = reason === "" ? `close code ${code}` : `${reason} (close code ${code})`;
    return new MultiConnectionError("closed", `no connection to the gateway at ${this.url}: ${why}`, code);
  }
}

/** Returns the objects of a message that are transferred to the worker rather than copied. */
export function transferables({ video, audio }: TrackInputs): Transferable[] {
  return [video?.source, audio?.source].flatMap((source) => (source === undefined ? [] : transferableOf(source)));
}

function transferableOf(source: VideoSource | AudioSource): Transferable[] {
  switch (source.from) {
    case "processor":
      return [source.readable];
    case "track":
      return [source.track as unknown as Transferable];
    case "worklet":
      return [source.port];
    case "page":
      return [];
  }
}
