import type { CallAnswer, CallOn, MultiConnection, Value } from "multiconnection";
import { failureText, ServerSession } from "../../shared/servers/server-session.ts";
import { readArgs, textOf } from "../../shared/values/value-text.ts";

/** What a person asks for: the arguments as they were written. */
export interface CallForm {
  method: string;
  /** A JSON array in the protocol's form of values. */
  args: string;
  on: CallOn;
}

/** One call with what became of it. */
export interface CallRecord extends CallForm {
  /** When it was made, in milliseconds since 1970. */
  time: number;
  /** Milliseconds until all answers were there; absent while it is open. */
  took?: number;
  /** One line a server: how it ended, and the value as JSON or a reason in words. */
  answers?: Array<{ server: number; outcome: CallAnswer["outcome"]; text: string }>;
  /** Why the gateway did not make the call. */
  problem?: string;
}

/** Something that a server said by itself. */
export interface Heard {
  time: number;
  server: number;
  kind: "call" | "data";
  method: string;
  args: string;
}

const HISTORY_KEY = "multiconnection.calls";
const MAX_HISTORY = 50;
const MAX_HEARD = 200;

/** A session for calls: what was called, and what was heard. */
export class CallConsole extends ServerSession {
  #history: CallRecord[];
  #heard: Heard[] = [];

  constructor(
    readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined,
    open?: (url: string) => MultiConnection,
  ) {
    super(open);
    this.#history = read(storage);
  }

  /** Newest first. */
  get history(): readonly CallRecord[] {
    return this.#history;
  }

  /** Newest first. */
  get heard(): readonly Heard[] {
    return this.#heard;
  }

  protected override opened(mc: MultiConnection): void {
    mc.on("call", ({ server, method, args }) => this.#hear("call", server, method, args));
    mc.on("data", ({ server, handler, args }) => this.#hear("data", server, handler, args));
  }

  /** Calls, and keeps what came of it; never fails. */
  async call(form: CallForm): Promise<void> {
    const record: CallRecord = { ...form, time: Date.now() };
    this.#history = [record, ...this.#history].slice(0, MAX_HISTORY);
    this.changed();
    const began = performance.now();
    try {
      const answers = (await this.mc?.call(form.method, readArgs(form.args), { on: form.on })) ?? [];
      record.answers = answers.map((answer) => ({
        server: answer.server,
        outcome: answer.outcome,
        text: "text" in answer ? answer.text : textOf(answer.value),
      }));
    } catch (error) {
      record.problem = failureText(error);
    }
    record.took = performance.now() - began;
    this.#store();
    this.changed();
  }

  clearHistory(): void {
    this.#history = [];
    this.#store();
    this.changed();
  }

  #hear(kind: Heard["kind"], server: number, method: string, args: Value[]): void {
    const heard = { time: Date.now(), server, kind, method, args: args.map(textOf).join(", ") };
    this.#heard = [heard, ...this.#heard].slice(0, MAX_HEARD);
    this.changed();
  }

  #store(): void {
    try {
      this.storage?.setItem(HISTORY_KEY, JSON.stringify(this.#history));
    } catch {
      // Full or forbidden: the page works without.
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
