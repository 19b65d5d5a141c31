import type { Session } from "../session/session.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { reportError, type Subscription } from "../shared/events.ts";
import { fromWire } from "../values/from-wire.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { CallAnswerWire, CallNews, CallOn } from "../wire/protocol.ts";

/** How to call. */
export interface CallOptions {
  /** `all` servers (the default), the `first` that gives a result, or one by its number. */
  on?: CallOn;
  /** Milliseconds for each server's answer, 100 to 60 000; default 10 000. */
  timeout?: number;
  signal?: AbortSignal;
}

/** What one server made of a call. */
export type CallAnswer =
  | { server: number; outcome: "result"; value: Value }
  /** The server refused; `value` is what it said, mostly an object with a `code`. */
  | { server: number; outcome: "error"; value: Value }
  | { server: number; outcome: "timeout" | "lost"; text: string };

/** A call from a server. */
export interface IncomingCall {
  server: number;
  method: string;
  args: Value[];
  /** Whether the server waits for an answer. */
  answerable: boolean;
}

/** Answers a call from a server; what it throws, or rejects with, is answered as an error. */
export type CallHandler = (call: IncomingCall) => Value | Promise<Value>;

/** How long a call waits for a handler that is not there yet, in milliseconds. */
const HANDLER_MS = 10_000;

/** How many calls wait for handlers. */
const MAX_WAITING = 64;

interface Waiting {
  call: IncomingCall;
  number: number | undefined;
  timer: ReturnType<typeof setTimeout>;
}

/** Remote calls of one session, to its servers and from them. */
export class Calls {
  readonly #handlers = new Map<string, CallHandler>();
  readonly #waiting = new Set<Waiting>();

  constructor(readonly session: Session) {}

  async call(method: string, args: readonly Value[], options: CallOptions): Promise<CallAnswer[]> {
    const { on, timeout, signal } = options;
    const request = {
      type: "call" as const,
      method,
      args: toWire(args),
      ...(on !== undefined && { on }),
      ...(timeout !== undefined && { timeout }),
    };
    const { answers } = await this.session.request(request, signal);
    return answers.map(callAnswer);
  }

  async notify(method: string, args: readonly Value[], on: CallOn = "all"): Promise<void> {
    await this.session.request({ type: "call", method, args: toWire(args), on, reply: false });
  }

  handle(method: string, handler: CallHandler): Subscription {
    this.#handlers.set(method, handler);
    for (const waiting of [...this.#waiting].filter(({ call }) => call.method === method)) {
      this.#forget(waiting);
      void this.#answer(waiting.call, waiting.number, handler);
    }
    const off = () => {
      if (this.#handlers.get(method) === handler) {
        this.#handlers.delete(method);
      }
    };
    return { off, [Symbol.dispose]: off };
  }

  /** Takes a call from a server: to its handler, or kept until there is one. */
  received(news: CallNews): IncomingCall {
    const { server, method, call: number } = news;
    const call = { server, method, args: fromWire(news.args), answerable: number !== undefined };
    const handler = this.#handlers.get(method);
    if (handler !== undefined) {
      void this.#answer(call, number, handler);
    } else if (this.#waiting.size < MAX_WAITING) {
      const waiting: Waiting = { call, number, timer: setTimeout(() => this.#giveUp(waiting), HANDLER_MS) };
      this.#waiting.add(waiting);
    } else {
      this.#refuse(method, number);
    }
    return call;
  }

  /** The session is over. */
  end(): void {
    for (const waiting of this.#waiting) {
      this.#forget(waiting);
    }
  }

  async #answer(call: IncomingCall, number: number | undefined, handler: CallHandler): Promise<void> {
    try {
      const result = await handler(call);
      if (number !== undefined) {
        const [value = null] = toWire([result]);
        this.#return({ call: number, result: value });
      }
    } catch (error) {
      if (number === undefined) {
        reportError(error);
      } else {
        this.#fail(number, error instanceof Error ? error.message : String(error));
      }
    }
  }

  #giveUp(waiting: Waiting): void {
    this.#forget(waiting);
    this.#refuse(waiting.call.method, waiting.number);
  }

  #forget(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#waiting.delete(waiting);
  }

  #refuse(method: string, number: number | undefined): void {
    if (number !== undefined) {
      this.#fail(number, `Method not found (${method}).`);
    }
  }

  /** As Flash Player said it. */
  #fail(number: number, description: string): void {
    this.#return({ call: number, error: { level: "error", code: "NetConnection.Call.Failed", description } });
  }

  #return(answer: { call: number } & ({ result: WireAnswer } | { error: WireAnswer })): void {
    // The server may have given up or gone; then there is nobody left to tell.
    this.session.request({ type: "return", ...answer }).catch((error: unknown) => {
      if (!(error instanceof MultiConnectionError)) {
        reportError(error);
      }
    });
  }
}

type WireAnswer = ReturnType<typeof toWire>[number];

function callAnswer({ server, outcome, value, text = "" }: CallAnswerWire): CallAnswer {
  const [read] = value === undefined ? [undefined] : fromWire([value]);
  return outcome === "result" || outcome === "error" ? { server, outcome, value: read } : { server, outcome, text };
}
