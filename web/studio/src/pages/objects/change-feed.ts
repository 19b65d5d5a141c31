import type { SlotChange, Value } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { preview } from "../../shared/values/value-view.ts";

/** Author of a change: this page, another client, or the gateway that synchronizes copies. `none`: not a change. */
export type Author = "page" | "other" | "gateway" | "none";

/** Change of a slot, or an event of the object. */
export interface FeedEntry {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly author: Author;
  /** Numbers of the servers that have reported the change. */
  servers: number[];
  readonly slot?: string;
  /** Values in one line each. Absent where the slot does not exist. */
  readonly before?: string;
  readonly after?: string;
  /** `stands`: the value is on every server; `lost`: the value of another client replaced it. */
  outcome?: "stands" | "lost";
  /** Text of an entry without a slot. */
  readonly text?: string;
}

/** Maximum length of a shown value, in characters. */
const MAX_SHOWN = 80;

/** Maximum number of tracked slots. More than an object may have. */
const MAX_KNOWN = 20_000;

/** Time within which reports of the same slot and value count as one change, in milliseconds. */
const SAME_MS = 2000;

/** Pause that ends the initial content of a server, in milliseconds. Until then its messages are not changes. */
export const LOADED_MS = 250;

/** A `sync` event of {@link SharedObjectEvents}, with the values before it. */
export interface SyncReport {
  server?: number;
  changes: readonly SlotChange[];
  oldValue(slot: string): Value;
}

/** Bounded list of changes, newest first. Reports of several servers about one change are one entry. */
export class ChangeFeed {
  #entries: FeedEntry[] = [];
  #nextId = 1;
  /** Latest entry of each slot, by author. */
  readonly #mine = new Map<string, FeedEntry>();
  readonly #theirs = new Map<string, FeedEntry>();
  /** Time until which a server (−1: the merged object) sends its initial content. */
  readonly #loadingUntil = new Map<number, number>();

  constructor(
    readonly bound = 500,
    readonly now: () => number = Date.now,
  ) {}

  get entries(): readonly FeedEntry[] {
    return this.#entries;
  }

  /** Whether a server, or without a number the merged object, still sends its initial content. */
  isLoading(server = -1): boolean {
    return (this.#loadingUntil.get(server) ?? 0) > this.now();
  }

  /** Adds the changes of a report. */
  add({ server, changes, oldValue }: SyncReport): void {
    const isSnapshot = changes[0]?.code === "clear";
    if (isSnapshot && server !== undefined) {
      this.note(t("change.sent"), [server]);
    }
    if (isSnapshot || this.isLoading(server)) {
      this.#loadingUntil.set(server ?? -1, this.now() + LOADED_MS);
      return;
    }
    for (const change of changes) {
      if (change.slot !== undefined) {
        this.#change(change, change.slot, server, oldValue(change.slot));
      }
    }
  }

  /** Adds an entry without a slot. */
  note(text: string, servers: number[] = [], author: Author = "none"): void {
    this.#push({ id: this.#nextId++, time: this.now(), author, servers, text });
  }

  clear(): void {
    this.#entries = [];
    this.#mine.clear();
    this.#theirs.clear();
    this.#loadingUntil.clear();
  }

  /** Adds a write or deletion by this page. Servers report its outcome later. */
  wrote(slot: string, before: string | undefined, after: string | undefined): void {
    keep(this.#mine, slot, this.#begin(slot, "page", before, after));
  }

  #change({ code, value }: SlotChange, slot: string, server: number | undefined, oldValue: Value): void {
    const [before, after] = [shown(oldValue), shown(value)];
    const isResponse = code === "success" || code === "reject";
    const known = (isResponse ? this.#myOpen(slot) : undefined) ?? this.#theirSame(slot, after);
    // A success without a write of this page comes from a synchronization by the gateway.
    const entry = known ?? this.#begin(slot, code === "success" ? "gateway" : "other", before, after);
    if (entry.author !== "page") {
      keep(this.#theirs, slot, entry);
    }
    if (server !== undefined && !entry.servers.includes(server)) {
      entry.servers = [...entry.servers, server].sort((a, b) => a - b);
    }
    if (server === undefined && isResponse) {
      entry.outcome = code === "success" ? "stands" : "lost";
    }
  }

  #myOpen(slot: string): FeedEntry | undefined {
    const mine = this.#mine.get(slot);
    return mine !== undefined && (mine.outcome === undefined || this.#isRecent(mine)) ? mine : undefined;
  }

  #theirSame(slot: string, after: string | undefined): FeedEntry | undefined {
    const theirs = this.#theirs.get(slot);
    return theirs !== undefined && theirs.after === after && this.#isRecent(theirs) ? theirs : undefined;
  }

  #isRecent({ time }: FeedEntry): boolean {
    return this.now() - time < SAME_MS;
  }

  #begin(slot: string, author: Author, before: string | undefined, after: string | undefined): FeedEntry {
    const entry: FeedEntry = {
      id: this.#nextId++,
      time: this.now(),
      author,
      servers: [],
      slot,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    };
    this.#push(entry);
    return entry;
  }

  #push(entry: FeedEntry): void {
    this.#entries.unshift(entry);
    if (this.#entries.length > this.bound) {
      this.#entries.length = this.bound;
    }
  }
}

/** Formats a value for an entry. */
export function shown(value: Value): string | undefined {
  return value === undefined ? undefined : preview(value, MAX_SHOWN);
}

function keep(entries: Map<string, FeedEntry>, slot: string, entry: FeedEntry): void {
  if (entries.size >= MAX_KNOWN) {
    entries.clear();
  }
  entries.set(slot, entry);
}
