/** Function that is assigned as a handler. */
export type Handler = (this: unknown, ...args: unknown[]) => unknown;

/** Names of the members that the library has defined in its prototypes, and its placeholder functions. */
const INTERNAL = new WeakMap<object, ReadonlySet<string>>();

/**
 * Marks the present members of a prototype, or a function, as internal, so that a server cannot call them by name, such
 * as `close`. Members that the application adds to the prototype later are handlers.
 */
export function internal<T extends object>(object: T): T {
  INTERNAL.set(object, new Set(Object.getOwnPropertyNames(object)));
  return object;
}

/** Returns the function with a name that the application has assigned to an object, its class or a prototype. */
export function handlerOf(object: unknown, name: string): Handler | undefined {
  for (const at of prototypes(object)) {
    const value = Object.getOwnPropertyDescriptor(at, name)?.value;
    if (INTERNAL.get(at)?.has(name)) {
      return undefined;
    }
    if (typeof value === "function" && name !== "constructor" && !INTERNAL.has(value)) {
      return value;
    }
  }
  return undefined;
}

/** Returns the names of all functions that the application has assigned to an object, its class or a prototype. */
export function handlerNames(object: unknown): string[] {
  const names = new Set(prototypes(object).flatMap((at) => Object.getOwnPropertyNames(at)));
  return [...names].filter((name) => handlerOf(object, name) !== undefined);
}

/** Returns an object and its prototypes, without that of all objects. */
function prototypes(object: unknown): object[] {
  const chain: object[] = [];
  let at = typeof object === "object" ? object : null;
  for (; at !== null && at !== Object.prototype; at = Object.getPrototypeOf(at)) {
    chain.push(at);
  }
  return chain;
}
