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
import { plural } from "../../shared/format.ts";
import { failureText, ServerSession } from "../../shared/servers/server-session.ts";
import { textOf } from "../../shared/values/value-text.ts";
import { isEqual } from "../../shared/values/value-view.ts";
import { ChangeFeed, PAUSE_MS, shown } from "./change-feed.ts";

/** Which object to look at, and how. */
export interface ObjectForm {
  name: string;
  persistent: boolean;
  mirror: boolean;
}

/** A slot of the merged object, or one that only some server has. */
export interface Slot {
  readonly name: string;
  /** Of the merged object; undefined where that has no such slot. */
  readonly value: Value;
  /** Whether some connected server holds another value. */
  readonly differs: boolean;
  /** Whether this page has written it, and the servers have not all answered. */
  readonly pending: boolean;
}

/** A server's copy as a whole. */
export interface CopyState {
  version: number;
  slots: number;
  /** Whether it is still telling what it holds. */
  telling: boolean;
}

/** Something that was sent to all users of the object. */
export interface HeardMessage {
  time: number;
  server: number;
  handler: string;
  args: string;
}

const MAX_HEARD = 200;
const BY_NAME = new Intl.Collator(undefined, { numeric: true });

/** A shared object on a list of servers, as it is everywhere. */
export class ObjectInspector extends ServerSession {
  readonly feed = new ChangeFeed();
  #form: ObjectForm = { name: "", persistent: false, mirror: false };
  #object: SharedObject | undefined;
  #slots = new Map<string, Slot>();
  #sorted: readonly Slot[] | undefined;
  #pending = new Set<string>();
  #heard: HeardMessage[] = [];
  #settling: ReturnType<typeof setTimeout> | undefined;

  /** The object that is looked at, or was last. */
  get form(): ObjectForm {
    return this.#form;
  }

  /** By name. What was last known, once the session has ended. */
  get slots(): readonly Slot[] {
    this.#sorted ??= [...this.#slots.values()].sort((a, b) => BY_NAME.compare(a.name, b.name));
    return this.#sorted;
  }

  /** Newest first. */
  get heard(): readonly HeardMessage[] {
    return this.#heard;
  }

  /** Connects, and uses the object on every server. */
  async use(gateway: string, servers: ServerAddress[], form: ObjectForm): Promise<void> {
    this.#form = form;
    this.#forget();
    await this.connect(gateway, servers);
  }

  /** How a server's copy is as a whole; nothing if it has none. */
  copy(server: number): CopyState | undefined {
    const copy = this.#object?.copies.get(server);
    return (
      copy && { version: copy.version, slots: Object.keys(copy.data).length, telling: this.feed.isTelling(server) }
    );
  }

  /** What each connected server holds in a slot; undefined where it has none. */
  held(slot: string): Array<{ server: number; value: Value }> {
    return this.#liveCopies().map(([server, data]) => ({ server, value: own(data, slot) }));
  }

  /** The value at a path; undefined if there is none. */
  valueAt(path: Path): Value {
    return this.#object?.get(path);
  }

  /**
   * Writes to every server; undefined deletes.
   *
   * @throws TypeError in plain words, if it cannot be written there
   */
  write(path: readonly string[], value: Value): void {
    const [slot = ""] = path;
    const object = this.#used();
    const before = this.#shown(slot);
    // A copy: what is written is the object's own from then on.
    const copy = fromWire(toWire([value]))[0];
    const accepted = value === undefined ? object.delete(path) : object.set(path, copy);
    this.#pending.add(slot);
    this.feed.wrote(slot, before, this.#shown(slot));
    this.#look(slot);
    this.changed();
    accepted.catch((error) => this.#refused(slot, error));
  }

  /** Writes many slots. Fulfilled when the gateway has accepted them all. */
  async writeAll(slots: { [slot: string]: Value }): Promise<void> {
    const object = this.#used();
    const writes = Object.entries(slots).map(([slot, value]) => {
      this.#pending.add(slot);
      this.feed.wrote(slot, this.#shown(slot), shown(value));
      return object.set([slot], value);
    });
    this.feed.say(`wrote ${plural(writes.length, "slot")} from a file`, [], "page");
    this.#lookAtAll();
    try {
      await Promise.all(writes);
    } catch (error) {
      this.#pending.clear();
      this.#lookAtAll();
      this.problem = failureText(error);
    }
  }

  /** Deletes every slot, on every server. */
  async clear(): Promise<void> {
    this.feed.say("cleared the object", [], "page");
    await this.#try((object) => object.clear());
    this.#lookAtAll();
  }

  /** Calls a handler on all users of the object. */
  async send(handler: string, args: Value[]): Promise<void> {
    await this.#try((object) => object.send(handler, ...args));
  }

  /** Everything as JSON, for a file. */
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
        this.feed.say("is no longer connected", [server]);
      }
      this.#lookAtAll();
    });
  }

  protected override async ready(mc: MultiConnection): Promise<void> {
    const { name, ...options } = this.#form;
    const object = await mc.sharedObject(name, { ...options, copies: true });
    this.#object = object;
    object.on("sync", (sync) => this.#sync(sync));
    object.on("message", ({ server, handler, args }) => this.#hear(server, handler, args));
    object.on("status", ({ server, code, description }) => {
      this.feed.say(description ? `${code}: ${description}` : code, server === undefined ? [] : [server]);
      this.changed();
    });
    this.#lookAtAll();
  }

  protected override ended(): void {
    clearTimeout(this.#settling);
    this.#pending.clear();
    this.#sorted = undefined;
  }

  #sync({ changes, server }: SharedObjectEvents["sync"]): void {
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
      this.#lookAtAll();
    } else {
      for (const { slot } of changes) {
        this.#look(slot ?? "");
      }
    }
    if (this.feed.isTelling(server)) {
      // What is still being told is no difference; once it is told, it may be one.
      clearTimeout(this.#settling);
      this.#settling = setTimeout(() => this.#lookAtAll(), PAUSE_MS + 50);
    }
    this.changed();
  }

  #look(slot: string, copies = this.#liveCopies()): void {
    const value = own(this.#object?.data ?? {}, slot);
    const held = copies.filter(([server]) => !this.feed.isTelling(server)).map(([, data]) => own(data, slot));
    this.#sorted = undefined;
    if (value === undefined && held.every((each) => each === undefined)) {
      this.#slots.delete(slot);
      return;
    }
    const pending = this.#pending.has(slot);
    const differs = !pending && held.some((each) => !isEqual(each, value));
    this.#slots.set(slot, { name: slot, value, differs, pending });
  }

  #lookAtAll(): void {
    if (this.#object === undefined) {
      return;
    }
    const copies = this.#liveCopies();
    const names = new Set([this.#object.data, ...copies.map(([, data]) => data)].flatMap(Object.keys));
    this.#slots.clear();
    for (const name of names) {
      this.#look(name, copies);
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

  #hear(server: number, handler: string, args: Value[]): void {
    const message = { time: Date.now(), server, handler, args: args.map(textOf).join(", ") };
    this.#heard = [message, ...this.#heard].slice(0, MAX_HEARD);
    this.changed();
  }

  #refused(slot: string, error: unknown): void {
    if (this.phase === "open") {
      this.#pending.delete(slot);
      this.#look(slot);
      this.problem = failureText(error);
    }
  }

  #shown(slot: string): string | undefined {
    return shown(own(this.#object?.data ?? {}, slot));
  }

  #used(): SharedObject {
    if (this.#object === undefined || this.phase !== "open") {
      throw new TypeError("The object is not open any more. Open it again.");
    }
    return this.#object;
  }

  async #try(run: (object: SharedObject) => Promise<void>): Promise<void> {
    try {
      await run(this.#used());
    } catch (error) {
      this.problem = failureText(error);
    }
  }

  #forget(): void {
    this.#object = undefined;
    this.#slots.clear();
    this.#sorted = undefined;
    this.#heard = [];
    this.feed.clear();
  }
}

function own(data: { readonly [slot: string]: Value }, slot: string): Value {
  return Object.hasOwn(data, slot) ? data[slot] : undefined;
}

/**
 * Reads slots from a file: what {@link ObjectInspector.export} writes, or the slots alone.
 *
 * @throws TypeError in plain words
 */
export function slotsOf(text: string): { [slot: string]: Value } {
  const parsed: unknown = parseFile(text);
  const isExport = isRecord(parsed) && isRecord(parsed.slots) && typeof parsed.name === "string";
  const slots = isExport ? parsed.slots : parsed;
  const [value] = isRecord(slots) ? fromWire([slots as never]) : [];
  if (!isRecord(value) || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError("The file has no slots: it holds an object of names and values, or what Export has written.");
  }
  return value as { [slot: string]: Value };
}

function parseFile(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("The file is not JSON.");
  }
}

function isRecord(value: unknown): value is { [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
