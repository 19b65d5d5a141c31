/** Function that is assigned as a handler. */
export type Handler = (this: unknown, ...args: unknown[]) => unknown;

/** Prototypes of the library, and placeholder functions, which servers must not call. */
const INTERNAL = new WeakSet<object>();

/** Marks a prototype or function as internal, so that a server cannot call it by name, such as `close`. */
export function internal<T extends object>(object: T): T {
  INTERNAL.add(object);
  return object;
}

/** Returns the function with a name that the application has assigned to an object, or defined in its class. */
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

/** Returns the names of all functions that the application has assigned to an object, or defined in its class. */
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
