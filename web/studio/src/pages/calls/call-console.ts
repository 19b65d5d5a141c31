import type { CallAnswer, CallOn, MultiConnection, Value } from "multiconnection";
import { failureText, ServerSession } from "../../shared/servers/server-session.ts";
import { readArgs, textOf } from "../../shared/values/value-text.ts";

/** Call to make, as typed into the form. */
export interface CallForm {
  method: string;
  /** JSON array in the protocol's representation of values. */
  args: string;
  on: CallOn;
}

/** Call with its results. */
export interface CallRecord extends CallForm {
  /** Time of the call, in milliseconds since 1970. */
  time: number;
  /** Milliseconds until all results were there. Absent while the call is pending. */
  took?: number;
  /** Result of each server: its outcome, and the value as JSON or a reason. */
  results?: Array<{ server: number; outcome: CallAnswer["outcome"]; text: string }>;
  /** Reason why the call was not made. */
  problem?: string;
}

/** Call or data message that a server sent. */
export interface ReceivedCall {
  time: number;
  server: number;
  kind: "call" | "data";
  method: string;
  args: string;
}

const HISTORY_KEY = "multiconnection.calls";
const MAX_HISTORY = 50;
const MAX_RECEIVED = 200;

/** Session for remote calls, with the history of calls and the messages received from servers. */
export class CallConsole extends ServerSession {
  #history: CallRecord[];
  #received: ReceivedCall[] = [];

  constructor(
    readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined,
    open?: (url: string) => MultiConnection,
  ) {
    super(open);
    this.#history = read(storage);
  }

  /** Calls, newest first. */
  get history(): readonly CallRecord[] {
    return this.#history;
  }

  /** Messages from servers, newest first. */
  get received(): readonly ReceivedCall[] {
    return this.#received;
  }

  protected override opened(mc: MultiConnection): void {
    mc.on("call", ({ server, method, args }) => this.#receive("call", server, method, args));
    mc.on("data", ({ server, handler, args }) => this.#receive("data", server, handler, args));
  }

  /** Makes a call and records its results. Never rejects. */
  async call(form: CallForm): Promise<void> {
    const record: CallRecord = { ...form, time: Date.now() };
    this.#history = [record, ...this.#history].slice(0, MAX_HISTORY);
    this.changed();
    const start = performance.now();
    try {
      const results = (await this.mc?.call(form.method, readArgs(form.args), { on: form.on })) ?? [];
      record.results = results.map((result) => ({
        server: result.server,
        outcome: result.outcome,
        text: "text" in result ? result.text : textOf(result.value),
      }));
    } catch (error) {
      record.problem = failureText(error);
    }
    record.took = performance.now() - start;
    this.#store();
    this.changed();
  }

  clearHistory(): void {
    this.#history = [];
    this.#store();
    this.changed();
  }

  #receive(kind: ReceivedCall["kind"], server: number, method: string, args: Value[]): void {
    const received = { time: Date.now(), server, kind, method, args: args.map(textOf).join(", ") };
    this.#received = [received, ...this.#received].slice(0, MAX_RECEIVED);
    this.changed();
  }

  #store(): void {
    try {
      this.storage?.setItem(HISTORY_KEY, JSON.stringify(this.#history));
    } catch {
      // The storage is full or denied: the history lasts until the page is closed.
    }
  }
}

function read(storage: Pick<Storage, "getItem"> | undefined): CallRecord[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(HISTORY_KEY) ?? "[]");
    return Array.isArray(stored) ? stored.slice(0, MAX_HISTORY) : [];
  } catch {
    return [];
  }
}
