import type { SharedObject as ServerObject, SlotChange } from "../objects/shared-object.ts";
import type { Value } from "../values/values.ts";
import { DELIVER, Dynamic } from "./dynamic.ts";
import type { GatewayConnection } from "./gateway-connection.ts";
import { internal } from "./handler-of.ts";
import { dataOf } from "./shared-object-data.ts";
import { childOf, withChild } from "./shared-object-path.ts";
import { errorText, localStatus, statusInfo } from "./status.ts";

/** @internal */
export const BIND = Symbol("bind");

/** Most writes and messages that wait until the object is connected. */
const MAX_QUEUE = 1024;

/** Entry of a change list of ActionScript 2 and 3. */
export interface SyncChange {
  code: SlotChange["code"];
  /** Slot; absent with code `clear`. */
  name?: string;
  oldValue?: Value;
}

/**
 * Flash's remote SharedObject, on every server of its connection. Handlers are functions that are assigned to it:
 * `onSync`, `onStatus`, and one for each message of `send`.
 */
export class SharedObject extends Dynamic {
  #object: ServerObject | undefined;
  /** Session that the object is connected to, or will be. */
  #session: object | undefined;
  #queue: Array<(object: ServerObject) => unknown> = [];
  #unboundData: { [slot: string]: Value } = {};
  #data: { [slot: string]: Value } = dataOf(
    () => this.#slots,
    (path, value) => this.setPath(path, value),
  );

  static {
    internal(SharedObject.prototype);
  }

  /** @internal Use {@link SharedObject.getRemote} or MultiConnection.sharedObjectSetup. */
  constructor(
    /** Name of the object on the servers. */
    readonly name: string,
    /** Whether servers keep the object while nobody uses it. */
    readonly persistent: boolean,
  ) {
    super();
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

  /** The slots. Assignments at any depth are written to the servers; null and undefined delete, as in Flash. */
  get data(): { [slot: string]: Value } {
    return this.#data;
  }

  set data(_: unknown) {
    throw new TypeError("SharedObject.data cannot be replaced; assign to its slots");
  }

  /** Approximate size of the slots: bytes of their JSON. */
  get size(): number {
    return new TextEncoder().encode(JSON.stringify(this.#slots)).byteLength;
  }

  getSize(): number {
    return this.size;
  }

  /** Uses the object on the server of a connection, once that is connected. */
  connect(connection: { [CONNECTION]: GatewayConnection }): boolean {
    this[BIND](connection[CONNECTION]);
    return true;
  }

  setProperty(slot: string, value: Value): void {
    this.setPath([slot], value);
  }

  /** Writes a slot again, after a change inside a value that is not a plain object. */
  setDirty(slot: string): void {
    this.setPath([slot], childOf(this.#slots, slot));
  }

  /**
   * @internal
   *
   * @param path slot, and names inside its value; empty for all slots
   */
  getPath(path: readonly string[]): Value {
    return path.reduce<Value>(childOf, this.#slots as Value);
  }

  /**
   * @internal
   *
   * @param path slot, and names inside its value
   */
  setPath([slot, ...inside]: readonly string[], value: Value): void {
    if (slot === undefined) {
      return;
    }
    const whole = withChild(childOf(this.#slots, slot), inside, value === null ? undefined : value);
    this.#unboundData = withChild(this.#unboundData, [slot], whole) as { [slot: string]: Value };
    this.#whenBound((object) => (whole === undefined ? object.delete(slot) : object.set(slot, whole)));
  }

  /** Sends a message to all users of the object, including this one, which calls their handler with that name. */
  send(handler: string, ...args: Value[]): void {
    this.#whenBound((object) => object.send(handler, ...args));
  }

  /** Deletes all slots, for all users. */
  clear(): void {
    this.#unboundData = {};
    this.#whenBound((object) => object.clear());
  }

  /** No effect: writes of one task are sent together. Exists for compatibility. */
  flush(): boolean {
    return true;
  }

  /** No effect, as {@link flush}. */
  setFps(_updatesPerSecond?: number): boolean {
    return true;
  }

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
    return this.#object?.data ?? this.#unboundData;
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
    const changeList: SyncChange[] = changes.map(({ code, slot, oldValue }) => ({
      code,
      ...(slot !== undefined && { name: slot }),
      ...(oldValue !== undefined && { oldValue }),
    }));
    this[DELIVER]("onSync", [changeList], { type: "sync", changeList });
  }

  #status(info: { code: string }): void {
    this[DELIVER]("onStatus", [info], { type: "netStatus", info });
  }
}

/** Key under which a NetConnection exposes its gateway connection. */
export const CONNECTION: unique symbol = Symbol("connection");
