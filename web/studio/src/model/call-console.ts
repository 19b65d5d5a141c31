import { type CallAnswer, type CallOn, fromWire, MultiConnection, toWire, type Value } from "multiconnection";
import { Model } from "./model.ts";

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

/** A session for calls: who is connected, what was called, what was heard. */
export class CallConsole extends Model {
  #mc: MultiConnection | undefined;
  #history: CallRecord[];
  #heard: Heard[] = [];
  #problem: string | undefined;
  #connecting = false;

  constructor(
    readonly storage: Pick<Storage, "getItem" | "setItem"> | undefined,
    readonly open: (url: string) => MultiConnection = (url) => new MultiConnection(url),
  ) {
    super();
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

  /** Why there is no connection. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get phase(): "closed" | "connecting" | "open" {
    return this.#connecting ? "connecting" : this.#mc === undefined ? "closed" : "open";
  }

  get servers(): MultiConnection["servers"] {
    return this.#mc?.servers ?? [];
  }

  /** Connects to any of the servers that answer. */
  async connect(gateway: string, urls: string[]): Promise<void> {
    this.#problem = undefined;
    this.#connecting = true;
    const mc = this.open(gateway);
    mc.on("server", () => this.changed());
    mc.on("call", ({ server, method, args }) => this.#hear("call", server, method, args));
    mc.on("data", ({ server, handler, args }) => this.#hear("data", server, handler, args));
    mc.on("close", () => this.#closed(mc));
    this.#mc = mc;
    this.changed();
    try {
      await mc.connect(urls, { require: "any" });
    } catch (error) {
      this.#problem = words(error);
      await mc.close();
    }
    this.#connecting = false;
    this.changed();
  }

  async disconnect(): Promise<void> {
    await this.#mc?.close();
  }

  /** Asks a server again that has failed. */
  async reconnect(server: number): Promise<void> {
    try {
      await this.#mc?.reconnect(server);
    } catch (error) {
      this.#problem = words(error);
      this.changed();
    }
  }

  /** Calls, and keeps what came of it; never fails. */
  async call(form: CallForm): Promise<void> {
    const record: CallRecord = { ...form, time: Date.now() };
    this.#history = [record, ...this.#history].slice(0, MAX_HISTORY);
    this.changed();
    const began = performance.now();
    try {
      const answers = (await this.#mc?.call(form.method, parseArgs(form.args), { on: form.on })) ?? [];
      record.answers = answers.map((answer) => ({
        server: answer.server,
        outcome: answer.outcome,
        text: "text" in answer ? answer.text : shownValue(answer.value),
      }));
    } catch (error) {
      record.problem = words(error);
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
    const heard = { time: Date.now(), server, kind, method, args: args.map(shownValue).join(", ") };
    this.#heard = [heard, ...this.#heard].slice(0, MAX_HEARD);
    this.changed();
  }

  #closed(mc: MultiConnection): void {
    if (this.#mc === mc) {
      this.#mc = undefined;
      this.changed();
    }
  }

  #store(): void {
    try {
      this.storage?.setItem(HISTORY_KEY, JSON.stringify(this.#history));
    } catch {
      // Full or forbidden: the page works without.
    }
  }
}

/**
 * Reads arguments as a person writes them: a JSON array, or nothing.
 *
 * @throws TypeError or SyntaxError in words for people
 */
export function parseArgs(text: string): Value[] {
  const parsed: unknown = JSON.parse(text.trim() === "" ? "[]" : text);
  if (!Array.isArray(parsed)) {
    throw new TypeError("Arguments are a list: write [ … ].");
  }
  return fromWire(parsed);
}

/** Why arguments cannot be read, if so. */
export function argsProblem(text: string): string | undefined {
  try {
    parseArgs(text);
    return undefined;
  } catch (error) {
    return words(error);
  }
}

/** A value as JSON of the protocol. */
export function shownValue(value: Value): string {
  return JSON.stringify(toWire([value])[0], undefined, 1).replace(/\n\s*/g, " ");
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function read(storage: Pick<Storage, "getItem"> | undefined): CallRecord[] {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(HISTORY_KEY) ?? "[]");
    return Array.isArray(stored) ? stored.slice(0, MAX_HISTORY) : [];
  } catch {
    return [];
  }
}
