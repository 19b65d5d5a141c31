import { Model } from "../model.ts";

/** Severity of an event. */
export type Severity = "info" | "good" | "warning" | "error";

/** One event. Never contains a stream key. */
export interface LogEntry {
  readonly id: number;
  /** ISO 8601. */
  readonly time: string;
  readonly severity: Severity;
  /** Subject of the event, such as the name of a destination. */
  readonly source: string;
  readonly text: string;
  /** Machine-readable code, such as a NetStatus code. */
  readonly code?: string;
}

/** Bounded list of events. The oldest are dropped first. */
export class EventLog extends Model {
  #entries: LogEntry[] = [];
  #nextId = 1;

  constructor(
    readonly bound = 1000,
    readonly now: () => Date = () => new Date(),
  ) {
    super();
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  add(severity: Severity, source: string, text: string, code?: string): void {
    const entry = { id: this.#nextId++, time: this.now().toISOString(), severity, source, text };
    this.#entries = [...this.#entries, code === undefined ? entry : { ...entry, code }].slice(-this.bound);
    this.changed();
  }

  clear(): void {
    this.#entries = [];
    this.changed();
  }

  /** Returns the entries with a severity and a text; `all` and the empty text match every entry. */
  filter(severity: Severity | "all", text: string): LogEntry[] {
    const needle = text.trim().toLowerCase();
    return this.#entries.filter(
      (entry) =>
        (severity === "all" || entry.severity === severity) &&
        `${entry.source} ${entry.text} ${entry.code ?? ""}`.toLowerCase().includes(needle),
    );
  }

  /** Returns all entries as JSON. */
  export(): string {
    return JSON.stringify({ exported: this.now().toISOString(), events: this.#entries }, null, 2);
  }
}
