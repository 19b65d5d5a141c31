import type { Value } from "../values/values.ts";
import { type ArrayChanges, changesOf, detached, known } from "./shared-object-arrays.ts";
import { childOf, isPlain } from "./shared-object-path.ts";

type Slots = { [slot: string]: Value };
type Write = (path: string[], value: Value) => void;

/**
 * The slots of a shared object to assign to, at any depth.
 *
 * @param read how the slots stand
 * @param write takes each write, with its path
 */
export function dataOf(read: () => { readonly [slot: string]: Value }, write: Write): Slots {
  return view([], () => read() as Slots, write, {});
}

/**
 * What stands at a path, to read and to assign to. Arrays and plain objects in it are views, too. An array is always
 * written whole, as its length and its elements belong together.
 */
function view(path: string[], read: () => Value, write: Write, target: Value[] | Slots): Slots {
  const isArray = Array.isArray(target);
  /** The value, unless another kind of value has taken its place meanwhile. */
  const current = (): object => {
    const value = read();
    return Array.isArray(value) === isArray ? Object(value ?? {}) : isArray ? [] : {};
  };
  const change = <T>(act: (array: Value[]) => T): T => {
    const copy = (current() as Value[]).slice();
    const result = act(copy);
    if (Array.isArray(read())) {
      write(path, copy);
    }
    return result;
  };
  const changes: ArrayChanges | undefined = isArray ? changesOf(change, () => proxy as unknown as Value[]) : undefined;
  const at = (key: string | symbol): unknown => {
    const value = Reflect.get(current(), key);
    if (typeof key === "symbol" || !Object.hasOwn(current(), key) || !(Array.isArray(value) || isPlain(value))) {
      return changes?.methods.get(key) ?? value;
    }
    return view([...path, key], () => childOf(read(), key), write, Array.isArray(value) ? [] : {});
  };
  const put = (key: string | symbol, value: Value): boolean => {
    if (typeof key === "string") {
      const plainValue = detached(value);
      changes === undefined ? write([...path, key], plainValue) : changes.set(key, plainValue);
    }
    return true;
  };
  const proxy: Slots = new Proxy(target as Slots, {
    get: (_, key) => at(key),
    set: (_, key, value) => put(key, value),
    defineProperty: (_, key, { value }) => put(key, value),
    deleteProperty: (_, key) =>
      changes !== undefined && typeof key === "string" ? changes.delete(key) : put(key, undefined),
    has: (_, key) => key in current(),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor(_, key) {
      const descriptor = Object.getOwnPropertyDescriptor(current(), key);
      // Configurable, as the target has none of it. An array's length is the target's own.
      return (
        descriptor && { ...descriptor, value: at(key), configurable: !(isArray && key === "length"), writable: true }
      );
    },
  });
  known(proxy, read);
  return proxy;
}
