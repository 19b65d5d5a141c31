import { Model } from "../model.ts";

/** How much an event matters. */
export type Severity = "info" | "good" | "warning" | "error";

/** Something that happened. Never holds a stream key. */
export interface LogEntry {
  readonly id: number;
  /** ISO 8601. */
  readonly time: string;
  readonly severity: Severity;
  /** Whom it is about, such as a destination's name. */
  readonly source: string;
  readonly text: string;
  /** What a program would read, such as a NetStatus code. */
  readonly code?: string;
}

/** What happened, up to a bound; the oldest goes first. */
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

  /** Entries of a severity and with a text; both may be left open. */
  filter(severity: Severity | "all", text: string): LogEntry[] {
    const needle = text.trim().toLowerCase();
    return this.#entries.filter(
      (entry) =>
        (severity === "all" || entry.severity === severity) &&
        `${entry.source} ${entry.text} ${entry.code ?? ""}`.toLowerCase().includes(needle),
    );
  }

  /** All entries as JSON, for a file. */
  export(): string {
    return JSON.stringify({ exported: this.now().toISOString(), events: this.#entries }, null, 2);
  }
}
