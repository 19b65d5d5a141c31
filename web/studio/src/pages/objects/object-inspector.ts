import {
  fromWire,
  type MultiConnection,
  type Path,
  type ServerAddress,
  type SharedObject,
  type SharedObjectEvents,
  toWire,
  type Value,
} from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { failureText, ServerSession } from "../../shared/servers/server-session.ts";
import { textOf } from "../../shared/values/value-text.ts";
import { isEqual } from "../../shared/values/value-view.ts";
import { ChangeFeed, LOADED_MS, shown } from "./change-feed.ts";

/** Object to open, and its options. */
export interface ObjectForm {
  name: string;
  persistent: boolean;
  mirror: boolean;
}

/** Slot of the merged object, or of only some servers. */
export interface Slot {
  readonly name: string;
  /** Value in the merged object; undefined if the merged object has no such slot. */
  readonly value: Value;
  /** Whether a connected server has a different value. */
  readonly differs: boolean;
  /** Whether a write of this page is not yet confirmed by all servers. */
  readonly pending: boolean;
}

/** State of a server's copy. */
export interface CopyState {
  version: number;
  slots: number;
  /** Whether the server still sends its initial content. */
  isLoading: boolean;
}

/** Message sent to all clients of the object. */
export interface ReceivedMessage {
  time: number;
  server: number;
  handler: string;
  args: string;
}

const MAX_RECEIVED = 200;
const BY_NAME = new Intl.Collator(undefined, { numeric: true });

/** Session with a shared object, and its copies on all servers. */
export class ObjectInspector extends ServerSession {
  readonly feed = new ChangeFeed();
  #form: ObjectForm = { name: "", persistent: false, mirror: false };
  #object: SharedObject | undefined;
  #slots = new Map<string, Slot>();
  #sorted: readonly Slot[] | undefined;
  #pending = new Set<string>();
  #received: ReceivedMessage[] = [];
  #comparing: ReturnType<typeof setTimeout> | undefined;

  /** Current object, or the last one. */
  get form(): ObjectForm {
    return this.#form;
  }

  /** Slots sorted by name. The last known ones after the end of the session. */
  get slots(): readonly Slot[] {
    this.#sorted ??= [...this.#slots.values()].sort((a, b) => BY_NAME.compare(a.name, b.name));
    return this.#sorted;
  }

  /** Messages, newest first. */
  get received(): readonly ReceivedMessage[] {
    return this.#received;
  }

  /** Connects, and opens the object on every server. */
  async use(gateway: string, servers: ServerAddress[], form: ObjectForm): Promise<void> {
    this.#form = form;
    this.#reset();
    await this.connect(gateway, servers);
  }

  /** Returns the state of a server's copy; undefined if it has none. */
  copy(server: number): CopyState | undefined {
    const copy = this.#object?.copies.get(server);
    return (
      copy && { version: copy.version, slots: Object.keys(copy.data).length, isLoading: this.feed.isLoading(server) }
    );
  }

  /** Returns the value of a slot on each connected server; undefined where the slot does not exist. */
  valuesOf(slot: string): Array<{ server: number; value: Value }> {
    return this.#liveCopies().map(([server, data]) => ({ server, value: own(data, slot) }));
  }

  /** Returns the value at a path; undefined if there is none. */
  valueAt(path: Path): Value {
    return this.#object?.get(path);
  }

  /**
   * Writes a value to every server; undefined deletes.
   *
   * @throws TypeError with an explanation for the user, if the value cannot be written
   */
  write(path: readonly string[], value: Value): void {
    const [slot = ""] = path;
    const object = this.#opened();
    const before = this.#shown(slot);
    // A copy, because the object owns the written value afterwards.
    const copy = fromWire(toWire([value]))[0];
    const accepted = value === undefined ? object.delete(path) : object.set(path, copy);
    this.#pending.add(slot);
    this.feed.wrote(slot, before, this.#shown(slot));
    this.#update(slot);
    this.changed();
    accepted.catch((error) => this.#onRejected(slot, error));
  }

  /** Writes many slots. Resolves when the gateway has accepted all of them. */
  async writeAll(slots: { [slot: string]: Value }): Promise<void> {
    const object = this.#opened();
    const writes = Object.entries(slots).map(([slot, value]) => {
      this.#pending.add(slot);
      this.feed.wrote(slot, this.#shown(slot), shown(value));
      return object.set([slot], value);
    });
    this.feed.note(t("change.imported", { count: writes.length }), [], "page");
    this.#updateAll();
    try {
      await Promise.all(writes);
    } catch (error) {
      this.#pending.clear();
      this.#updateAll();
      this.problem = failureText(error);
    }
  }

  /** Deletes all slots on every server. */
  async clear(): Promise<void> {
    this.feed.note(t("change.cleared"), [], "page");
    await this.#try((object) => object.clear());
    this.#updateAll();
  }

  /** Calls a handler on all clients of the object. */
  async send(handler: string, args: Value[]): Promise<void> {
    await this.#try((object) => object.send(handler, ...args));
  }

  /** Returns the object and its copies as JSON. */
  export(): string {
    const { name, persistent } = this.#form;
    const copies = [...(this.#object?.copies ?? [])].map(([server, { version, data }]) => ({
      server: this.servers.find((each) => each.server === server)?.url,
      version,
      slots: toWire([data])[0],
    }));
    const slots = toWire([{ ...this.#object?.data }])[0];
    return JSON.stringify({ name, persistent, exported: new Date().toISOString(), slots, copies }, undefined, 2);
  }

  protected override opened(mc: MultiConnection): void {
    mc.on("server", ({ server, state, attempt }) => {
      const isLost = state === "Failed" || state === "Closed" || (state === "Recovering" && attempt === 1);
      if (this.phase === "open" && isLost) {
        this.feed.note(t("change.disconnected"), [server]);
      }
      this.#updateAll();
    });
  }

  protected override async ready(mc: MultiConnection): Promise<void> {
    const { name, ...options } = this.#form;
    const object = await mc.sharedObject(name, { ...options, copies: true });
    this.#object = object;
    object.on("sync", (sync) => this.#onSync(sync));
    object.on("message", ({ server, handler, args }) => this.#receive(server, handler, args));
    object.on("status", ({ server, code, description }) => {
      this.feed.note(description ? `${code}: ${description}` : code, server === undefined ? [] : [server]);
      this.changed();
    });
    this.#updateAll();
  }

  protected override ended(): void {
    clearTimeout(this.#comparing);
    this.#pending.clear();
    this.#sorted = undefined;
  }

  #onSync({ changes, server }: SharedObjectEvents["sync"]): void {
    this.feed.add({
      changes,
      ...(server !== undefined && { server }),
      oldValue: (slot) => this.#slots.get(slot)?.value,
    });
    if (server === undefined) {
      for (const { code, slot } of changes) {
        if (slot !== undefined && (code === "success" || code === "reject")) {
          this.#pending.delete(slot);
        }
      }
    }
    if (changes.some(({ code }) => code === "clear")) {
      this.#updateAll();
    } else {
      for (const { slot } of changes) {
        this.#update(slot ?? "");
      }
    }
    if (this.feed.isLoading(server)) {
      // Incomplete content does not count as a difference. Compare again once it is complete.
      clearTimeout(this.#comparing);
      this.#comparing = setTimeout(() => this.#updateAll(), LOADED_MS + 50);
    }
    this.changed();
  }

  #update(slot: string, copies = this.#liveCopies()): void {
    const value = own(this.#object?.data ?? {}, slot);
    const values = copies.filter(([server]) => !this.feed.isLoading(server)).map(([, data]) => own(data, slot));
    this.#sorted = undefined;
    if (value === undefined && values.every((each) => each === undefined)) {
      this.#slots.delete(slot);
      return;
    }
    const pending = this.#pending.has(slot);
    const differs = !pending && values.some((each) => !isEqual(each, value));
    this.#slots.set(slot, { name: slot, value, differs, pending });
  }

  #updateAll(): void {
    if (this.#object === undefined) {
      return;
    }
    const copies = this.#liveCopies();
    const names = new Set([this.#object.data, ...copies.map(([, data]) => data)].flatMap(Object.keys));
    this.#slots.clear();
    for (const name of names) {
      this.#update(name, copies);
    }
    this.changed();
  }

  #liveCopies(): Array<[number, { [slot: string]: Value }]> {
    const live = this.servers.filter(({ state }) => state === "Live" || state === "Lagging");
    return live.flatMap(({ server }) => {
      const copy = this.#object?.copies.get(server);
      return copy === undefined ? [] : [[server, copy.data]];
    });
  }

  #receive(server: number, handler: string, args: Value[]): void {
    const message = { time: Date.now(), server, handler, args: args.map(textOf).join(", ") };
    this.#received = [message, ...this.#received].slice(0, MAX_RECEIVED);
    this.changed();
  }

  #onRejected(slot: string, error: unknown): void {
    if (this.phase === "open") {
      this.#pending.delete(slot);
      this.#update(slot);
      this.problem = failureText(error);
    }
  }

  #shown(slot: string): string | undefined {
    return shown(own(this.#object?.data ?? {}, slot));
  }

  #opened(): SharedObject {
    if (this.#object === undefined || this.phase !== "open") {
      throw new TypeError(t("objects.closed"));
    }
    return this.#object;
  }

  async #try(run: (object: SharedObject) => Promise<void>): Promise<void> {
    try {
      await run(this.#opened());
    } catch (error) {
      this.problem = failureText(error);
    }
  }

  #reset(): void {
    this.#object = undefined;
    this.#slots.clear();
    this.#sorted = undefined;
    this.#received = [];
    this.feed.clear();
  }
}

function own(data: { readonly [slot: string]: Value }, slot: string): Value {
  return Object.hasOwn(data, slot) ? data[slot] : undefined;
}

/**
 * Parses slots from a file: an export of {@link ObjectInspector.export}, or the slots alone.
 *
 * @throws TypeError with an explanation for the user
 */
export function slotsOf(text: string): { [slot: string]: Value } {
  const parsed: unknown = parseFile(text);
  const isExport = isRecord(parsed) && isRecord(parsed.slots) && typeof parsed.name === "string";
  const slots = isExport ? parsed.slots : parsed;
  const [value] = isRecord(slots) ? fromWire([slots as never]) : [];
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError(t("objects.noSlots"));
  }
  return value as { [slot: string]: Value };
}

function parseFile(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(t("objects.noJson"));
  }
}

function isRecord(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
