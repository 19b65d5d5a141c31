import type { NetStatus } from "../session/net-status.ts";
import type { Session } from "../session/session.ts";
import { deferred } from "../shared/deferred.ts";
import type { MultiConnectionError } from "../shared/errors.ts";
import { EventEmitter } from "../shared/event-emitter.ts";
import { fromWire } from "../values/from-wire.ts";
import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { SharedObjectMessageEvent, SyncEvent, WireValue } from "../wire/protocol.ts";
import { deleteAt, setAt, valueAt } from "./path.ts";

/** Options of {@link MultiConnection.sharedObject}. */
export interface SharedObjectOptions {
  /**
   * Whether servers keep the object while nobody uses it; default false. Must be the same for all users of the object.
   */
  persistent?: boolean;
  /** Whether changes that other clients make on one server are copied to the other servers; default false. */
  mirror?: boolean;
  /** Whether `sync` events also report each server's own copy; default false. */
  copies?: boolean;
  /** Timeout in milliseconds, 100 to 60 000; default 3000. */
  timeout?: number;
  signal?: AbortSignal;
}

/** Change of one slot, with Flash's codes. */
export interface SlotChange {
  /**
   * `clear`: all slots were deleted; `success`: this client's write is on every server; `change`: another client wrote
   * the slot; `reject`: this client's write was rejected in favour of `value`; `delete`: the slot was deleted.
   */
  code: "clear" | "success" | "change" | "reject" | "delete";
  slot?: string;
  value?: Value;
  /** Value before the change. */
  oldValue?: Value;
}

/** Events of a {@link SharedObject}. */
export interface SharedObjectEvents {
  /** Slots of the merged object have changed or, with `server`, those of one server's copy (option `copies`). */
  sync: { changes: SlotChange[]; server?: number };
  /** A user, possibly this one, has sent a message with `send`. */
  message: { server: number; handler: string; args: Value[] };
  /** A server has sent a status of the object, such as `SharedObject.NoWriteAccess`. */
  status: NetStatus;
}

/** Copy of a shared object on one server. */
export interface Copy {
  version: number;
  data: { [slot: string]: Value };
}

/** Path in Flash's form, `user.name`, or as an array of names, which may contain dots. */
export type Path = string | readonly string[];

/**
 * Share of the gateway's text limit that one batch of writes may take in UTF-16 code units, each of up to three bytes.
 */
const BATCH_SHARE = 1 / 3;

interface Write {
  path: string[];
  value?: Value;
}

/** Remote shared object on all servers of a session, merged into one (`sharedObjectSetup`). */
export class SharedObject extends EventEmitter<SharedObjectEvents> implements AsyncDisposable {
  readonly #copies = new Map<number, Copy>();
  readonly #synced = deferred<void>();
  /** Number of unaccepted writes by slot. */
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
    super();
    // The application need not wait for the first sync; its failure must not be an unhandled rejection.
    this.#synced.promise.catch(() => {});
  }

  /** The current slots, including this client's own writes. Read-only; write with {@link set}. */
  get data(): { readonly [slot: string]: Value } {
    return this.#data;
  }

  /** Each server's copy by server number, if the option `copies` is set. */
  get copies(): ReadonlyMap<number, Copy> {
    return this.#copies;
  }

  /** Fulfilled with the first sync. */
  get synced(): Promise<void> {
    return this.#synced.promise;
  }

  /** Returns the value at a path such as `user.name`; undefined if there is none. */
  get(path: Path): Value {
    return valueAt(this.#data, parts(path));
  }

  /**
   * Writes a value on every server. It can be read immediately; a `sync` event reports whether it was accepted. Writes
   * of one task are sent in one batch. Null and undefined delete, as in Flash.
   *
   * @returns fulfilled when the gateway has accepted the write; need not be awaited
   * @throws TypeError synchronously, if a value on the path has no members or AMF has no value for `value`
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

  /** Deletes the value at a path on every server. Fulfilled when the gateway has accepted it. */
  delete(path: Path): Promise<void> {
    const keys = parts(path);
    deleteAt(this.#data, keys);
    return this.#write({ path: keys });
  }

  /** Deletes all slots on every server. */
  async clear(): Promise<void> {
    this.#data = {};
    await this.#flush();
    await this.session.request({ type: "clearSharedObject", name: this.name });
  }

  /** Sends a message to all users of the object, including this one. */
  async send(handler: string, ...args: Value[]): Promise<void> {
    await this.#flush();
    await this.session.request({ type: "sendMessage", name: this.name, handler, args: toWire(args) });
  }

  /** Releases the object. Never rejects. */
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

  /** @internal Marks the object as closed after the session has ended. */
  markClosed(): void {
    this.#open = false;
    this.#synced.reject(new Error(`shared object ${this.name} was closed`));
    this.onClosed();
  }

  /** @internal */
  onStatus(status: NetStatus): void {
    this.emit("status", status);
  }

  /** @internal */
  onMessage({ server, handler, args }: SharedObjectMessageEvent): void {
    this.emit("message", { server, handler, args: fromWire(args) });
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
      this.emit("sync", { changes: changes.map((change) => this.#merge(change)) });
      this.#synced.resolve();
    } else {
      const copy = this.#copies.get(server) ?? { version, data: {} };
      const data = changes.reduce((held, change) => applied(held, change), copy.data);
      this.#copies.set(server, { version, data });
      this.emit("sync", { changes, server });
    }
  }

  #merge(change: SlotChange): SlotChange {
    const { slot } = change;
    const oldValue = slot === undefined ? undefined : this.#data[slot];
    // A sync from before the gateway accepted the latest write is outdated; another one follows.
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
      // Overwrites a write of the same slot in the batch. The Flash API writes a slot for each change of an array.
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

  /** Sends a batch, and resends it if its response was lost. Writing is idempotent. */
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

  /** Sends the current batch, in as few messages as the gateway's text limit allows. */
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

/** Splits writes into messages. References are valid within one message, so its values are serialized together. */
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
