import type { Value } from "../values/values.ts";
import type { Connection } from "./connection.ts";
import { DELIVER, Dynamic } from "./dynamic.ts";
import { ours } from "./handler-of.ts";
import type { Replica, SlotChange } from "./modern.ts";
import { dataOf } from "./shared-object-data.ts";
import { childOf, withChild } from "./shared-object-path.ts";
import { localStatus, statusInfo, words } from "./status.ts";

/** @internal */
export const BIND = Symbol("bind");

/** Writes and messages that may wait until the object is there. */
const MAX_WAITING = 1024;

/** Something of AS2's and AS3's change lists. */
export interface SyncChange {
  code: SlotChange["code"];
  /** The slot; not there with `clear`. */
  name?: string;
  oldValue?: Value;
}

/**
 * Flash's remote SharedObject, on every server of its connection. Handlers are functions that are assigned to it: `onSync`,
 * `onStatus`, and one for each message of `send`.
 */
export class SharedObject extends Dynamic {
  #replica: Replica | undefined;
  /** The session of the connection that it is in, or will be. */
  #session: object | undefined;
  #waiting: Array<(replica: Replica) => unknown> = [];
  #early: { [slot: string]: Value } = {};
  #data: { [slot: string]: Value } = dataOf(
    () => this.#slots,
    (path, value) => this.setPath(path, value),
  );

  static {
    ours(SharedObject.prototype);
  }

  /** @internal Use {@link SharedObject.getRemote} or MultiConnection.sharedObjectSetup. */
  constructor(
    /** Its name on the servers. */
    readonly name: string,
    /** Whether the servers keep it when nobody uses it. */
    readonly persistent: boolean,
  ) {
    super();
  }

  /**
   * A shared object on a server; {@link connect} connects it.
   *
   * @param _uri of the NetConnection; which one it is, connect says
   * @param persistence whether the server keeps it when nobody uses it
   */
  static getRemote(name: string, _uri?: string | null, persistence: boolean | string | null = false): SharedObject {
    return new SharedObject(name, Boolean(persistence));
  }

  /** The slots. What is assigned, at any depth, is written to the servers; null and undefined delete, as in Flash. */
  get data(): { [slot: string]: Value } {
    return this.#data;
  }

  set data(_: unknown) {
    throw new TypeError("SharedObject.data cannot be replaced; assign to its slots");
  }

  /** Bytes of its slots as JSON: about what they take. */
  get size(): number {
    return new TextEncoder().encode(JSON.stringify(this.#slots)).byteLength;
  }

  getSize(): number {
    return this.size;
  }

  /** Uses the object on the server of a connection, now or once that is connected. */
  connect(connection: { [CONNECTION]: Connection }): boolean {
    this[BIND](connection[CONNECTION]);
    return true;
  }

  setProperty(slot: string, value: Value): void {
    this.setPath([slot], value);
  }

  /** Writes a slot again as it stands: after a change inside a value that is not a plain object. */
  setDirty(slot: string): void {
    this.setPath([slot], childOf(this.#slots, slot));
  }

  /** @internal @param path a slot, and names inside its value; none: all slots */
  getPath(path: readonly string[]): Value {
    return path.reduce<Value>(childOf, this.#slots as Value);
  }

  /** @internal @param path a slot, and names inside its value */
  setPath([slot, ...inside]: readonly string[], value: Value): void {
    if (slot === undefined) {
      return;
    }
    const whole = withChild(childOf(this.#slots, slot), inside, value === null ? undefined : value);
    this.#early = withChild(this.#early, [slot], whole) as { [slot: string]: Value };
    this.#do((replica) => (whole === undefined ? replica.delete(slot) : replica.set(slot, whole)));
  }

  /** Sends a message to every user of the object, this one too: their handler of that name is called. */
  send(handler: string, ...args: Value[]): void {
    this.#do((replica) => replica.send(handler, ...args));
  }

  /** Deletes every slot, for everybody. */
  clear(): void {
    this.#early = {};
    this.#do((replica) => replica.clear());
  }

  /** Everything is written as it is set, one turn's writes together; kept for old code. */
  flush(): boolean {
    return true;
  }

  /** As {@link flush}. */
  setFps(_updatesPerSecond?: number): boolean {
    return true;
  }

  /** Lets go of the object; its slots stay as they were last. */
  close(): void {
    const replica = this.#replica;
    this.#early = { ...this.#slots };
    this.#session = undefined;
    this.#replica = undefined;
    replica?.close().catch(() => {});
  }

  /** @internal */
  [BIND](connection: Connection): void {
    const { session } = connection;
    if (session === this.#session) {
      return;
    }
    this.close();
    this.#session = session;
    connection
      .run((modern) => modern.sharedObject(this.name, { persistent: this.persistent }))
      .then((replica) => this.#bound(connection, session, replica))
      .catch((error) => {
        if (this.#session === session) {
          this.#status(localStatus("SharedObject.Connect.Failed", words(error), "error"));
        }
      });
  }

  get #slots(): { readonly [slot: string]: Value } {
    return this.#replica?.data ?? this.#early;
  }

  #bound(connection: Connection, session: object, replica: Replica): void {
    if (this.#session !== session) {
      void replica.close();
      return;
    }
    this.#replica = replica;
    let told = false;
    replica.on("sync", ({ changes, server }) => {
      if (server === undefined) {
        told = true;
        this.#synced(changes);
      }
    });
    // What had come before anybody could listen.
    replica.synced.then(
      () => told || this.#synced(Object.keys(replica.data).map((slot) => ({ code: "change", slot }))),
      () => {},
    );
    replica.on("message", ({ handler, args }) => this[DELIVER](handler, args));
    replica.on("status", (status) => this.#status(statusInfo(status, connection.urls[status.server ?? -1])));
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const operation of waiting) {
      this.#do(operation);
    }
  }

  #do(operation: (replica: Replica) => unknown): void {
    if (this.#replica === undefined) {
      if (this.#waiting.push(operation) > MAX_WAITING) {
        this.#waiting.shift();
        this.#status(localStatus("SharedObject.Flush.Failed", `over ${MAX_WAITING} writes wait`, "error"));
      }
      return;
    }
    const failed = (error: unknown) => this.#status(localStatus("SharedObject.Flush.Failed", words(error), "error"));
    try {
      Promise.resolve(operation(this.#replica)).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  #synced(changes: readonly SlotChange[]): void {
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

/** Where a NetConnection has its connection. */
export const CONNECTION: unique symbol = Symbol("connection");
