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

/** Writes and messages that may wait until the object is there. */
const MAX_QUEUE = 1024;

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
  #object: ServerObject | undefined;
  /** The session of the connection that it is in, or will be. */
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
  connect(connection: { [CONNECTION]: GatewayConnection }): boolean {
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
    this.#unboundData = withChild(this.#unboundData, [slot], whole) as { [slot: string]: Value };
    this.#whenBound((object) => (whole === undefined ? object.delete(slot) : object.set(slot, whole)));
  }

  /** Sends a message to every user of the object, this one too: their handler of that name is called. */
  send(handler: string, ...args: Value[]): void {
    this.#whenBound((object) => object.send(handler, ...args));
  }

  /** Deletes every slot, for everybody. */
  clear(): void {
    this.#unboundData = {};
    this.#whenBound((object) => object.clear());
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
    // What had come before anybody could listen.
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
        this.#status(localStatus("SharedObject.Flush.Failed", `over ${MAX_QUEUE} writes wait`, "error"));
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

/** Where a NetConnection has its connection. */
export const CONNECTION: unique symbol = Symbol("connection");
