/** Any function, as a handler is. */
export type Handler = (this: unknown, ...args: unknown[]) => unknown;

/** Prototypes whose methods are ours, and functions that only stand where a handler may be put. */
const INTERNAL = new WeakSet<object>();

/** Keeps this from being called by its name from outside: a server must not close a stream by calling `close`. */
export function internal<T extends object>(object: T): T {
  INTERNAL.add(object);
  return object;
}

/** The function of this name that somebody has given an object, or a class derived from one of ours. */
export function handlerOf(object: unknown, name: string): Handler | undefined {
  let at = typeof object === "object" ? object : null;
  for (; at !== null && at !== Object.prototype && !INTERNAL.has(at); at = Object.getPrototypeOf(at)) {
    const value = Object.getOwnPropertyDescriptor(at, name)?.value;
    if (typeof value === "function" && name !== "constructor" && !INTERNAL.has(value)) {
      return value;
    }
  }
  return undefined;
}

/** Names of all functions that somebody has given an object. */
export function handlerNames(object: unknown): string[] {
  const names = new Set<string>();
  let at = typeof object === "object" ? object : null;
  for (; at !== null && at !== Object.prototype && !INTERNAL.has(at); at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      names.add(name);
    }
  }
  return [...names].filter((name) => handlerOf(object, name) !== undefined);
}
