import type { MultiConnectionOptions } from "../connection/connection-types.ts";
import { MultiConnection } from "../connection/multi-connection.ts";
import type { NetStatus } from "../session/net-status.ts";
import type { Subscription } from "../shared/events.ts";
import type { Value } from "../values/values.ts";

/** A server's answer to a call. */
export interface Answer {
  server: number;
  outcome: "result" | "error" | "timeout" | "lost";
  value?: Value;
  text?: string;
}

/** A call of a server. */
export interface ServerCall {
  server: number;
  method: string;
  args: Value[];
}

/** A data message of a server, on a stream that is played or on none. */
export interface ServerData {
  server: number;
  stream?: number;
  handler: string;
  args: Value[];
}

/** A change of a shared object. */
export interface SlotChange {
  code: "clear" | "success" | "change" | "reject" | "delete";
  slot?: string;
  value?: Value;
  oldValue?: Value;
}

/** A shared object of the modern API, as far as this face uses it. */
export interface Replica {
  readonly data: { readonly [slot: string]: Value };
  readonly synced: Promise<void>;
  set(path: string, value: Value): Promise<void>;
  delete(path: string): Promise<void>;
  clear(): unknown;
  send(handler: string, ...args: Value[]): unknown;
  close(): Promise<void>;
  on(type: "sync", listener: (event: { changes: SlotChange[]; server?: number }) => void): Subscription;
  on(type: "message", listener: (event: { handler: string; args: Value[]; server: number }) => void): Subscription;
  on(type: "status", listener: (status: NetStatus) => void): Subscription;
}

/** What the modern API has beyond connect and publish. */
interface More {
  call(
    method: string,
    args: Value[],
    options: { on: "all" | "first" | number; timeout?: number },
  ): Promise<readonly Answer[]>;
  notify(method: string, args: Value[], options: { on: "all" | "first" | number }): Promise<void>;
  handle(method: string, handler: (call: ServerCall) => Value | Promise<Value>): Subscription;
  on(type: "data", listener: (data: ServerData) => void): Subscription;
  sharedObject(name: string, options: { persistent: boolean }): Promise<Replica>;
}

/** The modern MultiConnection, as this face uses it. */
export type Modern = MultiConnection & More;

/** How a modern connection is opened; a script and the tests bring their own worker. */
export const opening: { options: MultiConnectionOptions } = { options: {} };

/** @param url of the gateway */
export function openModern(url: string): Modern {
  return new MultiConnection(url, opening.options) as Modern;
}
