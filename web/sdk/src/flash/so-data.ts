import type { Value } from "../values/values.ts";
import { childOf, isPlain } from "./so-path.ts";

type Slots = { [slot: string]: Value };

/**
 * The slots of a shared object to assign to, at any depth.
 *
 * @param read how the slots stand
 * @param write takes each write, with its path
 */
export function dataOf(
  read: () => { readonly [slot: string]: Value },
  write: (path: string[], value: Value) => void,
): Slots {
  return view([], () => read() as Slots, write, {});
}

/** What stands at a path, to read and to assign to. Arrays and plain objects in it are views, too. */
function view(
  path: string[],
  read: () => Value,
  write: (path: string[], value: Value) => void,
  target: Value[] | Slots,
): Slots {
  const current = (): object => Object(read() ?? {});
  const at = (key: string | symbol): unknown => {
    const value = Reflect.get(current(), key);
    if (typeof key === "symbol" || !Object.hasOwn(current(), key) || !(Array.isArray(value) || isPlain(value))) {
      return value;
    }
    return view([...path, key], () => childOf(read(), key), write, Array.isArray(value) ? [] : {});
  };
  const put = (key: string | symbol, value: Value) => {
    if (typeof key === "string") {
      write([...path, key], value);
    }
    return true;
  };
  return new Proxy(target as Slots, {
    get: (_, key) => at(key),
    set: (_, key, value) => put(key, value),
    deleteProperty: (_, key) => put(key, undefined),
    has: (_, key) => key in current(),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Object.getOwnPropertyDescriptor(current(), key);
      // Configurable, as the target has none of it. An array's length is the target's own.
      return descriptor && { ...descriptor, value: at(key), configurable: key !== "length", writable: true };
    },
  });
}
