import { toWire } from "../values/to-wire.ts";
import type { Value } from "../values/values.ts";
import type { Request, RoomAddress, ServerAddress } from "../wire/protocol.ts";
import type { ConnectOptions } from "./connection-types.ts";

/** Creates the request that connects to a list of servers or to a room. */
export function connectRequest(
  to: readonly ServerAddress[] | RoomAddress,
  { args, properties, signal: _, ...options }: ConnectOptions,
): Request & { type: "connect" } {
  return {
    type: "connect",
    ...("room" in to || "group" in to ? defined(to) : { servers: [...to] }),
    ...defined(options),
    ...(args !== undefined && { args: toWire(args) }),
    ...(properties !== undefined && { properties: wireProperties(properties) }),
  };
}

/** Removes undefined properties, which JavaScript callers may pass where TypeScript does not allow them. */
export function defined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function wireProperties(properties: { [name: string]: Value }) {
  const names = Object.keys(properties);
  const values = toWire(Object.values(properties));
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
}
