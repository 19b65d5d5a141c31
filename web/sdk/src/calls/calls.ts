import type { Session } from "../session/session.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { reportError, type Subscription } from "../shared/events.ts";
import { fromWire } from "../values/from-wire.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { CallEvent, CallOn, WireCallAnswer, WireValue } from "../wire/protocol.ts";

/** Options of {@link MultiConnection.call}. */
export interface CallOptions {
  /** Servers to call: `all` (default), the `first` that returns a result, or the one with this number. */
  on?: CallOn;
  /** Timeout for each server in milliseconds, 100 to 60 000; default 10 000. */
  timeout?: number;
  /** Cancels waiting for the answers. */
  signal?: AbortSignal;
}

/** Outcome of a call on one server. */
export type CallAnswer =
  | { server: number; outcome: "result"; value: Value }
  /** The server returned an error; `value` is its error object, usually with a `code`. */
  | { server: number; outcome: "error"; value: Value }
  | { server: number; outcome: "timeout" | "lost"; text: string };

/** Call from a server. */
export interface IncomingCall {
  server: number;
  method: string;
  args: Value[];
  /** Whether the server expects a result. */
  answerable: boolean;
}

/** Handles a call from a server. An error that it throws, or rejects with, is returned to the server. */
export type CallHandler = (call: IncomingCall) => Value | Promise<Value>;

/** Longest time for which a call waits for its handler to be added, in milliseconds. */
const HANDLER_MS = 10_000;

/** Most calls that wait for a handler. */
const MAX_PENDING = 64;

/** Call without a handler yet. `callId` is present if the server expects a result. */
interface PendingCall {
  call: IncomingCall;
  callId: number | undefined;
  timer: ReturnType<typeof setTimeout>;
}

/** Remote calls of one session: to its servers and from them. */
export class Calls {
  readonly #handlers = new Map<string, CallHandler>();
  readonly #pendingCalls = new Set<PendingCall>();

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
    for (const pending of [...this.#pendingCalls].filter(({ call }) => call.method === method)) {
      this.#removePending(pending);
      void this.#run(pending.call, pending.callId, handler);
    }
    const off = () => {
      if (this.#handlers.get(method) === handler) {
        this.#handlers.delete(method);
      }
    };
    return { off, [Symbol.dispose]: off };
  }

  /** Passes a call to its handler, or keeps it until the handler is added. */
  onCall(event: CallEvent): IncomingCall {
    const { server, method, call: callId } = event;
    const call = { server, method, args: fromWire(event.args), answerable: callId !== undefined };
    const handler = this.#handlers.get(method);
    if (handler !== undefined) {
      void this.#run(call, callId, handler);
    } else if (this.#pendingCalls.size < MAX_PENDING) {
      const pending: PendingCall = { call, callId, timer: setTimeout(() => this.#onTimeout(pending), HANDLER_MS) };
      this.#pendingCalls.add(pending);
    } else {
      this.#rejectUnknown(method, callId);
    }
    return call;
  }

  /** Removes all pending calls when the session ends. */
  close(): void {
    for (const pending of this.#pendingCalls) {
      this.#removePending(pending);
    }
  }

  async #run(call: IncomingCall, callId: number | undefined, handler: CallHandler): Promise<void> {
    try {
      const result = await handler(call);
      if (callId !== undefined) {
        const [value = null] = toWire([result]);
        this.#sendReturn({ call: callId, result: value });
      }
    } catch (error) {
      if (callId === undefined) {
        reportError(error);
      } else {
        this.#sendError(callId, error instanceof Error ? error.message : String(error));
      }
    }
  }

  #onTimeout(pending: PendingCall): void {
    this.#removePending(pending);
    this.#rejectUnknown(pending.call.method, pending.callId);
  }

  #removePending(pending: PendingCall): void {
    clearTimeout(pending.timer);
    this.#pendingCalls.delete(pending);
  }

  #rejectUnknown(method: string, callId: number | undefined): void {
    if (callId !== undefined) {
      this.#sendError(callId, `Method not found (${method}).`);
    }
  }

  /** Returns an error with the code that Flash Player uses. */
  #sendError(callId: number, description: string): void {
    this.#sendReturn({ call: callId, error: { level: "error", code: "NetConnection.Call.Failed", description } });
  }

  #sendReturn(outcome: { call: number } & ({ result: WireValue } | { error: WireValue })): void {
    // The request fails if the call has timed out or the server is lost. The application cannot act on that.
    this.session.request({ type: "return", ...outcome }).catch((error: unknown) => {
      if (!(error instanceof MultiConnectionError)) {
        reportError(error);
      }
    });
  }
}

function callAnswer({ server, outcome, value, text = "" }: WireCallAnswer): CallAnswer {
  const [read] = value === undefined ? [undefined] : fromWire([value]);
  return outcome === "result" || outcome === "error" ? { server, outcome, value: read } : { server, outcome, text };
}
