import type { SharedObject as ServerObject, SlotChange } from "../objects/shared-object.ts";
import type { Value } from "../values/values.ts";
import { DELIVER, Dynamic } from "./dynamic.ts";
import { netStatus, SyncEvent } from "./events.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { internal } from "./handler-of.ts";
import { LocalStore, localKey } from "./local-store.ts";
import { changeList } from "./shared-object-changes.ts";
import { dataOf } from "./shared-object-data.ts";
import { childOf, withChild } from "./shared-object-path.ts";
import { errorText, localStatus, type StatusInfo, statusInfo } from "./status.ts";

/** @internal */
export const BIND = Symbol("bind");
/** @internal */
export const GET_PATH = Symbol("getPath");
/** @internal */
export const SET_PATH = Symbol("setPath");

/** Most writes and messages that wait until the object is connected. */
const MAX_QUEUE = 1024;

/**
 * Flash's SharedObject: a remote one, on every server of its connection, or a local one, which the browser stores.
 * Handlers are functions that are assigned to it: `onSync`, `onStatus`, and one for each message of `send`.
 */
export class SharedObject extends Dynamic {
  static readonly #locals = new Map<string, SharedObject>();
  readonly #local: LocalStore | undefined;
  #object: ServerObject | undefined;
  /** Session that the object is connected to, or will be. */
  #session: object | undefined;
  #queue: Array<(object: ServerObject) => unknown> = [];
  #unboundData: { [slot: string]: Value } = {};
  #data: { [slot: string]: Value } = dataOf(
    () => this.#slots,
    (path, value) => this[SET_PATH](path, value),
  );

  static {
    internal(SharedObject.prototype);
  }

  /** @internal Use {@link SharedObject.getRemote}, {@link SharedObject.getLocal} or MultiConnection.sharedObjectSetup. */
  constructor(
    /** Name of the object on the servers, or in the browser. */
    readonly name: string,
    /** Whether servers keep the object while nobody uses it. True for a local object. */
    readonly persistent: boolean,
    local?: LocalStore,
  ) {
    super();
    this.#local = local;
  }

  /**
   * Returns a local shared object, the same one each time. The browser stores it for the origin of the page; {@link
   * flush}, and leaving the page, write it. Changes of other pages are not seen until the page is loaded again.
   *
   * @param name without spaces and the characters `~ % & \\ ; : " ' , < > ? #`
   * @param localPath folder whose pages share the object, such as `/`; default: the folder of the page
   * @param secure whether the object is only for pages that were loaded over HTTPS
   * @returns null for an illegal name, a path that is not a part of the page's, and `secure` without HTTPS
   */
  static getLocal(name: string, localPath?: string | null, secure = false): SharedObject | null {
    const key = localKey(name, localPath, Boolean(secure));
    if (key === undefined) {
      return null;
    }
    const locals = SharedObject.#locals;
    if (locals.size === 0) {
      for (const leaving of ["pagehide", "visibilitychange"]) {
        globalThis.addEventListener?.(leaving, SharedObject.#flushLocals);
      }
    }
    const object = locals.get(key) ?? new SharedObject(name, true, new LocalStore(key));
    locals.set(key, object);
    return object;
  }

  /**
   * Creates a shared object. Call {@link connect} to use it on a server.
   *
   * @param _uri ignored; {@link connect} determines the server
   * @param persistence whether the server keeps the object while nobody uses it
   */
  static getRemote(name: string, _uri?: string | null, persistence: boolean | string | null = false): SharedObject {
    return new SharedObject(name, Boolean(persistence));
  }

  static #flushLocals(): void {
    for (const object of SharedObject.#locals.values()) {
      object.#local?.flushChanges();
    }
  }

  /**
   * The slots. Assignments at any depth are written to the servers, where null and undefined delete, as in Flash. Slots of
   * a local object are plain values.
   */
  get data(): { [slot: string]: Value } {
    return this.#local?.data ?? this.#data;
  }

  set data(_: unknown) {
    throw new TypeError("SharedObject.data cannot be replaced; assign to its slots");
  }

  /** Approximate size of the slots: bytes of their JSON. */
  get size(): number {
    return this.#local?.size ?? new TextEncoder().encode(JSON.stringify(this.#slots)).byteLength;
  }

  /** ActionScript 2 name of {@link size}. */
  getSize(): number {
    return this.size;
  }

  /** Uses the object on the server of a connection, once that is connected. Returns false for a local object. */
  connect(connection: { [CONNECTION]: GatewayConnection }): boolean {
    if (this.#local !== undefined) {
      return false;
    }
    this[BIND](connection[CONNECTION]);
    return true;
  }

  setProperty(slot: string, value: Value): void {
    this[SET_PATH]([slot], value);
  }

  /** Writes a slot again, after a change inside a value that is not a plain object. */
  setDirty(slot: string): void {
    this[SET_PATH]([slot], childOf(this.#slots, slot));
  }

  /**
   * @internal
   *
   * @param path slot, and names inside its value; empty for all slots
   */
  [GET_PATH](path: readonly string[]): Value {
    return path.reduce<Value>(childOf, this.#slots as Value);
  }

  /**
   * @internal
   *
   * @param path slot, and names inside its value
   */
  [SET_PATH]([slot, ...inside]: readonly string[], value: Value): void {
    if (slot === undefined) {
      return;
    }
    if (this.#local !== undefined) {
      this.#local.data[slot] = withChild(childOf(this.#slots, slot), inside, value);
      return;
    }
    const whole = withChild(childOf(this.#slots, slot), inside, value === null ? undefined : value);
    this.#unboundData = withChild(this.#unboundData, [slot], whole) as { [slot: string]: Value };
    this.#whenBound((object) => (whole === undefined ? object.delete(slot) : object.set(slot, whole)));
  }

  /**
   * Sends a message to all users of the object, including this one, which calls their handler with that name. No effect
   * for a local object.
   */
  send(handler: string, ...args: Value[]): void {
    if (this.#local === undefined) {
      this.#whenBound((object) => object.send(handler, ...args));
    }
  }

  /** Deletes all slots: for all users, or in the browser. */
  clear(): void {
    this.#unboundData = {};
    if (this.#local === undefined) {
      this.#whenBound((object) => object.clear());
    } else {
      this.#local.clear();
    }
  }

  /**
   * Stores a local object. No effect for a remote one, whose writes of one task are sent together.
   *
   * @param minDiskSpace bytes that the object shall be able to have, up to 1 MiB
   * @returns whether the object is stored; if not, `onStatus` receives the reason. Never `"pending"`, as browsers do not ask
   *     the user.
   */
  flush(minDiskSpace = 0): boolean {
    const failure = this.#local?.flush(Number(minDiskSpace) || 0);
    if (failure !== undefined) {
      this.#status(localStatus("SharedObject.Flush.Failed", failure, "error"));
    }
    return failure === undefined;
  }

  /** No effect: writes of one task are sent together. Exists for compatibility. */
  setFps(_updatesPerSecond?: number): boolean {
    return true;
  }

  /** ActionScript 3 name of {@link setFps}. */
  set fps(_updatesPerSecond: number) {}

  /** Disconnects the object; its slots keep their last values. */
  close(): void {
    const object = this.#object;
    this.#unboundData = { ...this.#slots };
    this.#session = undefined;
    this.#object = undefined;
    object?.close().catch(() => {});
  }

  /** @internal */
  [BIND](connection: GatewayConnection): void {
    const { session } = connection;
    if (session === this.#session) {
      return;
    }
    this.close();
    this.#session = session;
    connection
      .run((mc) => mc.sharedObject(this.name, { persistent: this.persistent }))
      .then((object) => this.#onBound(connection, session, object))
      .catch((error) => {
        if (this.#session === session) {
          this.#status(localStatus("SharedObject.Connect.Failed", errorText(error), "error"));
        }
      });
  }

  get #slots(): { readonly [slot: string]: Value } {
    return this.#local?.data ?? this.#object?.data ?? this.#unboundData;
  }

  #onBound(connection: GatewayConnection, session: object, object: ServerObject): void {
    if (this.#session !== session) {
      void object.close();
      return;
    }
    this.#object = object;
    let isSynced = false;
    object.on("sync", ({ changes, server }) => {
      if (server === undefined) {
        isSynced = true;
        this.#onSync(changes);
      }
    });
    // Reports syncs that arrived before the listener was added.
    object.synced.then(
      () => isSynced || this.#onSync(Object.keys(object.data).map((slot) => ({ code: "change", slot }))),
      () => {},
    );
    object.on("message", ({ handler, args }) => this[DELIVER](handler, args));
    object.on("status", (status) => this.#status(statusInfo(status, connection.urls[status.server ?? -1])));
    const waiting = this.#queue;
    this.#queue = [];
    for (const operation of waiting) {
      this.#whenBound(operation);
    }
  }

  #whenBound(operation: (object: ServerObject) => unknown): void {
    if (this.#object === undefined) {
      if (this.#queue.push(operation) > MAX_QUEUE) {
        this.#queue.shift();
        this.#status(localStatus("SharedObject.Flush.Failed", `more than ${MAX_QUEUE} writes are queued`, "error"));
      }
      return;
    }
    const failed = (error: unknown) =>
      this.#status(localStatus("SharedObject.Flush.Failed", errorText(error), "error"));
    try {
      Promise.resolve(operation(this.#object)).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #onSync(changes: readonly SlotChange[]): void {
    const list = changeList(changes);
    this[DELIVER]("onSync", [list], new SyncEvent(SyncEvent.SYNC, false, false, list));
  }

  #status(info: StatusInfo): void {
    this[DELIVER]("onStatus", [info], netStatus(info));
  }
}

/** Key under which a NetConnection exposes its gateway connection. */
export const CONNECTION: unique symbol = Symbol("connection");
