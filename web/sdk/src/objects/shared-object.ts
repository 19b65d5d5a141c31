import type { NetStatus } from "../session/net-status.ts";
import type { Session } from "../session/session.ts";
import { deferred } from "../shared/deferred.ts";
import type { MultiConnectionError } from "../shared/errors.ts";
import { Events, type Subscription } from "../shared/events.ts";
import { fromWire } from "../values/from-wire.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { SharedObjectMessageEvent, SyncEvent, WireValue } from "../wire/protocol.ts";
import { deleteAt, setAt, valueAt } from "./path.ts";

/** How to use a shared object. */
export interface SharedObjectOptions {
  /** Whether servers keep it when nobody uses it; default false. Part of what the object is: all users say the same. */
  persistent?: boolean;
  /** Whether what other clients change on one server is written to the others; default false. */
  mirror?: boolean;
  /** Whether to hear of each server's own copy, too; default false. */
  copies?: boolean;
  /** Milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  signal?: AbortSignal;
}

/** One entry of a sync, with Flash's codes. */
export interface SlotChange {
  /**
   * `clear`: all slots are gone; `success`: mine is on every server; `change`: another's; `reject`: mine lost, `value`
   * stands instead; `delete`: the slot is gone.
   */
  code: "clear" | "success" | "change" | "reject" | "delete";
  slot?: string;
  value?: Value;
  /** What was there before. */
  oldValue?: Value;
}

/** What a shared object tells. */
export interface SharedObjectEvents {
  /** The merged object has changed; with `server`, one server's copy (option `copies`). */
  sync: { changes: SlotChange[]; server?: number };
  /** Somebody's `send`, one's own included. */
  message: { server: number; handler: string; args: Value[] };
  /** What a server said of the object, such as `SharedObject.NoWriteAccess`. */
  status: NetStatus;
}

/** One server's copy. */
export interface Copy {
  version: number;
  data: { [slot: string]: Value };
}

/** A path as Flash writes it, `user.name`, or as its parts where a name has a dot. */
export type Path = string | readonly string[];

/** Shares of the gateway's limit that one message of writes may take: its JSON in UTF-16 units, at most three bytes each. */
const BATCH_SHARE = 1 / 3;

interface Write {
  path: string[];
  value?: Value;
}

/** A remote shared object on all servers of a session, as one: `sharedObjectSetup` of the MultiConnection of 2004. */
export class SharedObject implements AsyncDisposable {
  readonly #events = new Events<SharedObjectEvents>();
  readonly #copies = new Map<number, Copy>();
  readonly #synced = deferred<void>();
  /** How many messages that write a slot are not accepted yet, by slot. */
  readonly #unaccepted = new Map<string, number>();
  #data: { [slot: string]: Value } = {};
  #batch: Write[] = [];
  #accepted: Promise<void> = Promise.resolve();
  #open = true;

  /** @internal */
  constructor(
    readonly session: Session,
    readonly name: string,
    readonly persistent: boolean,
    readonly onClosed: () => void,
  ) {
    // Whoever does not wait for it must not be bothered by its failure.
    this.#synced.promise.catch(() => {});
  }

  /** The slots as they are now, one's own writes included. To be read only; write with {@link set}. */
  get data(): { readonly [slot: string]: Value } {
    return this.#data;
  }

  /** Each server's copy by its number, where the option `copies` was set. */
  get copies(): ReadonlyMap<number, Copy> {
    return this.#copies;
  }

  /** Fulfilled with the first sync. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** Listens; see {@link SharedObjectEvents}. */
  on<K extends keyof SharedObjectEvents>(
    type: K,
    listener: (event: SharedObjectEvents[K]) => void,
    options?: { signal?: AbortSignal },
  ): Subscription {
    return this.#events.on(type, listener, options);
  }

  /** The value at a path such as `user.name`; undefined if there is none. */
  get(path: Path): Value {
    return valueAt(this.#data, parts(path));
  }

  /**
   * Writes to every server. The new value can be read at once; a sync tells later whether it stands. Writes of one turn
   * travel in one message. Null and undefined delete, as in Flash.
   *
   * @returns fulfilled when the gateway has accepted the write; may be left alone
   * @throws TypeError at once, if something on the path has no members or the value is not one
   */
  set(path: Path, value: Value): Promise<void> {
    if (value === null || value === undefined) {
      return this.delete(path);
    }
    const keys = parts(path);
    toWire([value]);
    setAt(this.#data, keys, value);
    return this.#write({ path: keys, value });
  }

  /** Deletes what is at a path, on every server. Fulfilled when the gateway has accepted that. */
  delete(path: Path): Promise<void> {
    const keys = parts(path);
    deleteAt(this.#data, keys);
    return this.#write({ path: keys });
  }

  /** Deletes every slot, on every server. */
  async clear(): Promise<void> {
    this.#data = {};
    await this.#flush();
    await this.session.request({ type: "clearSharedObject", name: this.name });
  }

  /** Calls a handler on all users of the object, this one included. */
  async send(handler: string, ...args: Value[]): Promise<void> {
    await this.#flush();
    await this.session.request({ type: "sendMessage", name: this.name, handler, args: toWire(args) });
  }

  /** Uses the object no longer. Never fails. */
  async close(): Promise<void> {
    if (this.#open) {
      await this.#flush().catch(() => {});
      this.markClosed();
      await this.session.request({ type: "releaseSharedObject", name: this.name }).catch(() => {});
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @internal The session no longer has it. */
  markClosed(): void {
    this.#open = false;
    this.#synced.reject(new Error(`shared object ${this.name} was closed`));
    this.onClosed();
  }

  /** @internal */
  onStatus(status: NetStatus): void {
    this.#events.emit("status", status);
  }

  /** @internal */
  onMessage({ server, handler, args }: SharedObjectMessageEvent): void {
    this.#events.emit("message", { server, handler, args: fromWire(args) });
  }

  /** @internal */
  onSync({ server, version = 0, changes: wire }: SyncEvent): void {
    const values = fromWire(wire.map(({ value }) => value ?? null));
    const changes = wire.map(({ code, slot, value }, i) => ({
      code,
      ...(slot !== undefined && { slot }),
      ...(value !== undefined && { value: values[i] }),
    }));
    if (server === undefined) {
      this.#events.emit("sync", { changes: changes.map((change) => this.#merge(change)) });
      this.#synced.resolve();
    } else {
      const copy = this.#copies.get(server) ?? { version, data: {} };
      const data = changes.reduce((held, change) => applied(held, change), copy.data);
      this.#copies.set(server, { version, data });
      this.#events.emit("sync", { changes, server });
    }
  }

  #merge(change: SlotChange): SlotChange {
    const { slot } = change;
    const oldValue = slot === undefined ? undefined : this.#data[slot];
    // What was told before the gateway had the latest write is out of date; it tells again what became of that.
    if (slot === undefined) {
      this.#data = Object.fromEntries(Object.entries(this.#data).filter(([each]) => this.#unaccepted.has(each)));
    } else if (!this.#unaccepted.has(slot)) {
      this.#data = applied(this.#data, change);
    }
    return oldValue === undefined ? change : { ...change, oldValue };
  }

  #write(write: Write): Promise<void> {
    const [slot = ""] = write.path;
    const isFirst = this.#batch.length === 0;
    const last = this.#batch.at(-1)?.path;
    if (write.path.length === 1 && last?.length === 1 && last[0] === slot) {
      // The whole slot again, as each change of an array of the Flash face writes it: the last one stands.
      this.#batch[this.#batch.length - 1] = write;
    } else {
      this.#unaccepted.set(slot, (this.#unaccepted.get(slot) ?? 0) + 1);
      this.#batch.push(write);
    }
    if (isFirst) {
      this.#accepted = Promise.resolve().then(() => this.#flush());
      this.#accepted.catch(() => {});
    }
    return this.#accepted;
  }

  /** A write whose answer was lost is made again: it stands only once, whether it was made or not. */
  async #setSlots(changes: WireWrite[]): Promise<void> {
    try {
      await this.session.request({ type: "setSlots", name: this.name, changes });
    } catch (error) {
      if (!this.#open || (error as MultiConnectionError).code !== "lost") {
        throw error;
      }
      await this.#setSlots(changes);
    }
  }

  /** Sends the writes of this turn, in as few messages as the gateway's limit allows. */
  async #flush(): Promise<void> {
    const writes = this.#batch;
    this.#batch = [];
    if (writes.length === 0) {
      return;
    }
    try {
      const { limits } = await this.session.hello;
      const messages = split(writes, limits.textBytes * BATCH_SHARE);
      for (const changes of messages) {
        await this.#setSlots(changes);
      }
    } finally {
      for (const [slot = ""] of writes.map(({ path }) => path)) {
        const left = (this.#unaccepted.get(slot) ?? 1) - 1;
        left === 0 ? this.#unaccepted.delete(slot) : this.#unaccepted.set(slot, left);
      }
    }
  }
}

type WireWrite = { path: string[]; value?: WireValue };

/** Ids of references hold within one message, so its values are written together. */
function split(writes: readonly Write[], maxChars: number): WireWrite[][] {
  const groups: Write[][] = [];
  let room = 0;
  for (const write of writes) {
    const chars = JSON.stringify([write.path, ...toWire([write.value])]).length + 32;
    if (chars > room) {
      groups.push([]);
      room = maxChars;
    }
    room -= chars;
    groups.at(-1)?.push(write);
  }
  return groups.map((group) => {
    const values = toWire(group.map(({ value }) => value));
    return group.map(({ path, value }, i) => ({ path, ...(value !== undefined && { value: values[i] as WireValue }) }));
  });
}

function applied(data: { [slot: string]: Value }, { code, slot, value }: SlotChange): { [slot: string]: Value } {
  if (code === "clear") {
    return {};
  }
  if (slot !== undefined) {
    value === undefined ? deleteAt(data, [slot]) : setAt(data, [slot], value);
  }
  return data;
}

function parts(path: Path): string[] {
  const keys = typeof path === "string" ? path.split(".") : [...path];
  if (keys.length === 0 || keys.includes("")) {
    throw new TypeError(`path ${JSON.stringify(path)}, expected names such as user.name`);
  }
  return keys;
}
