import type { Formats } from "../media/metadata.ts";
import { abortable } from "../shared/abort.ts";
import { type Deferred, deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { LinkOptions } from "../shared/link-types.ts";
import type { Answer, Hello, News, Request, Results } from "../wire/protocol.ts";
import type { Feeds, FromWorker, Lost, ToWorker } from "../worker/messages.ts";
import type { WorkerPort } from "./worker-port.ts";

/** How a session ended. */
export interface Closing {
  /** Close code of the WebSocket (PROTOCOL.md, section 10); 1006 if it was lost or never there. */
  code: number;
  reason: string;
}

/** What a session hears without having asked. */
export interface SessionListener {
  news(news: News): void;
  local(message: FromWorker): void;
  closed(closing: Closing): void;
}

/** Requests that may be open at once (PROTOCOL.md, section 11), where the gateway does not say. */
const MAX_OPEN = 64;

/** How long a close may take before it is done without the gateway, in milliseconds. */
const CLOSE_MS = 2000;

/** The session, seen from the page: brings answers back to their requests, and news to the listener. */
export class Session {
  readonly #open = new Map<number, Deferred<unknown>>();
  readonly #preparing = new Map<number, Deferred<Formats>>();
  readonly #hello = deferred<Hello>();
  readonly #closed = deferred<Closing>();
  #closing: Closing | undefined;
  #nextId = 1;

  constructor(
    readonly url: string,
    readonly port: WorkerPort,
    reconnect: LinkOptions | false,
    readonly listener: SessionListener,
  ) {
    // Whoever does not wait for it must not be bothered by its failure.
    this.#hello.promise.catch(() => {});
    port.onmessage = ({ data }) => this.#receive(data);
    port.onerror = ({ message }) => this.#end({ code: 1006, reason: `the worker failed: ${message ?? "not loaded"}` });
    this.post({ kind: "open", url, reconnect });
  }

  /** What the gateway said first. Rejected if it is never said. */
  get hello(): Promise<Hello> {
    return this.#hello.promise;
  }

  /** Fulfilled when the session is over for good: closed, refused or given up. */
  get closed(): Promise<Closing> {
    return this.#closed.promise;
  }

  /** Whether the session has ended. */
  get isClosed(): boolean {
    return this.#closing !== undefined;
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws MultiConnectionError with the gateway's code, `closed`, `lost`, `too-many` or `too-large`
   */
  async request<R extends Request>(request: R, signal?: AbortSignal): Promise<Results[R["type"]]> {
    const hello = await abortable(this.hello, signal);
    return abortable(this.ask(request, hello) as Promise<Results[R["type"]]>, signal);
  }

  /**
   * Asks at once.
   *
   * @returns the answer; rejected with the gateway's code
   * @throws MultiConnectionError `closed`, `too-many` or `too-large`; nothing was sent
   */
  ask(request: Request, hello: Hello): Promise<unknown> {
    if (this.#closing !== undefined) {
      throw this.#closedError(this.#closing);
    }
    const maxOpen = hello.limits.requests ?? MAX_OPEN;
    if (this.#open.size >= maxOpen) {
      throw new MultiConnectionError("too-many", `${maxOpen} requests wait for their answers, expected fewer`);
    }
    const id = this.#nextId++;
    const asked = { id, ...request };
    const bytes = new TextEncoder().encode(JSON.stringify(asked)).byteLength;
    if (bytes > hello.limits.textBytes) {
      const message = `${request.type} takes ${bytes} bytes, expected at most ${hello.limits.textBytes}`;
      throw new MultiConnectionError("too-large", message);
    }
    const answer = deferred<unknown>();
    this.#open.set(id, answer);
    this.post({ kind: "ask", request: asked });
    return answer.promise;
  }

  /** Has the worker take tracks over and get encoders ready. */
  async prepare(stream: number, feeds: Feeds, signal?: AbortSignal): Promise<Formats> {
    const prepared = deferred<Formats>();
    this.#preparing.set(stream, prepared);
    this.post({ kind: "prepare", stream, feeds }, readables(feeds));
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

  /** Ends the session; every stream and connection ends with it. */
  async close(): Promise<void> {
    this.post({ kind: "close" });
    const timer = setTimeout(() => this.#end({ code: 1006, reason: "the gateway did not close in time" }), CLOSE_MS);
    await this.closed;
    clearTimeout(timer);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "answer":
        this.#answer(message.answer);
        break;
      case "news":
        if (message.news.type === "hello") {
          this.#hello.resolve(message.news);
        }
        this.listener.news(message.news);
        break;
      case "closed":
        this.#end(message);
        break;
      case "prepared":
        this.#preparing.get(message.stream)?.resolve(message.formats);
        break;
      case "failed":
        this.#failed(message);
        break;
      default:
        this.listener.local(message);
    }
  }

  #answer(answer: Answer | Lost): void {
    const open = this.#open.get(answer.id);
    this.#open.delete(answer.id);
    if (answer.type === "error") {
      open?.reject(MultiConnectionError.from(answer));
    } else {
      open?.resolve(answer);
    }
  }

  #failed(message: FromWorker & { kind: "failed" }): void {
    const preparing = this.#preparing.get(message.stream);
    if (preparing === undefined) {
      this.listener.local(message);
    } else {
      preparing.reject(new MultiConnectionError(message.code, message.message));
    }
  }

  #end({ code, reason }: Closing): void {
    if (this.#closing !== undefined) {
      return;
    }
    this.#closing = { code, reason };
    this.port.terminate();
    const error = this.#closedError(this.#closing);
    this.#hello.reject(error);
    for (const waiting of [...this.#open.values(), ...this.#preparing.values()]) {
      waiting.reject(error);
    }
    this.#open.clear();
    this.listener.closed(this.#closing);
    this.#closed.resolve(this.#closing);
  }

  #closedError({ code, reason }: Closing): MultiConnectionError {
    const why = reason === "" ? `close code ${code}` : `${reason} (close code ${code})`;
    return new MultiConnectionError("closed", `no connection to the gateway at ${this.url}: ${why}`, code);
  }
}

/** What travels to the worker rather than being copied. */
export function readables({ video, audio }: Feeds): Transferable[] {
  return [video?.readable, audio?.readable].filter((each) => each !== undefined) as unknown as Transferable[];
}
