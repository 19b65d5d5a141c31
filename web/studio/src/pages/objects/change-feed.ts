import type { SlotChange, Value } from "multiconnection";
import { preview } from "../../shared/values/value-view.ts";

/** Who has changed something: this page, another client, the gateway that keeps copies equal; `none`: it is no change. */
export type Author = "page" | "other" | "gateway" | "none";

/** Something that became of a slot, or of all. */
export interface FeedEntry {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly author: Author;
  /** The servers that have told of it, by their numbers. */
  servers: number[];
  readonly slot?: string;
  /** In one line each; absent where there is no such slot. */
  readonly before?: string;
  readonly after?: string;
  /** `stands`: on every server; `lost`: another client's value stands instead. */
  outcome?: "stands" | "lost";
  /** What an entry says that is of no slot. */
  readonly text?: string;
}

/** Characters of a value. */
const MAX_SHOWN = 80;

/** More slots than an object may have. */
const MAX_KNOWN = 20_000;

/** What a server says within this time of the same slot and value is the same change, in milliseconds. */
const SAME_MS = 2000;

/** After it has begun to tell what it holds, a server is not changing it until it pauses, in milliseconds. */
export const PAUSE_MS = 250;

/** One of {@link SharedObjectEvents.sync} as the feed needs it; the old values are those of before the sync. */
export interface Told {
  server?: number;
  changes: readonly SlotChange[];
  oldValue(slot: string): Value;
}

/** Who changed what, newest first, up to a bound; what several servers say of one change is one entry. */
export class ChangeFeed {
  #entries: FeedEntry[] = [];
  #nextId = 1;
  /** The latest entry of a slot. */
  readonly #mine = new Map<string, FeedEntry>();
  readonly #theirs = new Map<string, FeedEntry>();
  /** Until when a server (−1: the merged object) is telling what it holds. */
  readonly #telling = new Map<number, number>();

  constructor(
    readonly bound = 500,
    readonly now: () => number = Date.now,
  ) {}

  get entries(): readonly FeedEntry[] {
    return this.#entries;
  }

  /** Whether a server, or without a number the merged object, is still telling what it holds. */
  isTelling(server = -1): boolean {
    return (this.#telling.get(server) ?? 0) > this.now();
  }

  /** Takes what was told. */
  add({ server, changes, oldValue }: Told): void {
    const isWhole = changes[0]?.code === "clear";
    if (isWhole && server !== undefined) {
      this.say("told what it holds", [server]);
    }
    if (isWhole || this.isTelling(server)) {
      this.#telling.set(server ?? -1, this.now() + PAUSE_MS);
      return;
    }
    for (const change of changes) {
      if (change.slot !== undefined) {
        this.#change(change, change.slot, server, oldValue(change.slot));
      }
    }
  }

  /** Adds words that are of no slot. */
  say(text: string, servers: number[] = [], author: Author = "none"): void {
    this.#push({ id: this.#nextId++, time: this.now(), author, servers, text });
  }

  clear(): void {
    this.#entries = [];
    this.#mine.clear();
    this.#theirs.clear();
    this.#telling.clear();
  }

  /** This page has written, or deleted; what the servers make of it is told later. */
  wrote(slot: string, before: string | undefined, after: string | undefined): void {
    keep(this.#mine, slot, this.#begin(slot, "page", before, after));
  }

  #change({ code, value }: SlotChange, slot: string, server: number | undefined, oldValue: Value): void {
    const [before, after] = [shown(oldValue), shown(value)];
    const isAnswer = code === "success" || code === "reject";
    const known = (isAnswer ? this.#myOpen(slot) : undefined) ?? this.#theirSame(slot, after);
    // A server that took what nobody here wrote was made equal by the gateway.
    const entry = known ?? this.#begin(slot, code === "success" ? "gateway" : "other", before, after);
    if (entry.author !== "page") {
      keep(this.#theirs, slot, entry);
    }
    if (server !== undefined && !entry.servers.includes(server)) {
      entry.servers = [...entry.servers, server].sort((a, b) => a - b);
    }
    if (server === undefined && isAnswer) {
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

/** A value as entries have it. */
export function shown(value: Value): string | undefined {
  return value === undefined ? undefined : preview(value, MAX_SHOWN);
}

function keep(entries: Map<string, FeedEntry>, slot: string, entry: FeedEntry): void {
  if (entries.size >= MAX_KNOWN) {
    entries.clear();
  }
  entries.set(slot, entry);
}
