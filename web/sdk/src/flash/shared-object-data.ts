import type { Value } from "../values/values.ts";
import { type ArrayChanges, changesOf, registerView, withoutViews } from "./shared-object-arrays.ts";
import { childOf, isPlain } from "./shared-object-path.ts";

type Slots = { [slot: string]: Value };
type Write = (path: string[], value: Value) => void;

/**
 * Returns a writable view of the slots of a shared object, at any depth.
 *
 * @param read returns the current slots
 * @param write writes the value at a path
 */
export function dataOf(read: () => { readonly [slot: string]: Value }, write: Write): Slots {
  return view([], () => read() as Slots, write, {});
}

/**
 * Returns a writable view of the value at a path. Its arrays and plain objects are views, too. An array is always
 * written as a whole, as its length and its elements belong together.
 */
function view(path: string[], read: () => Value, write: Write, target: Value[] | Slots): Slots {
  const isArray = Array.isArray(target);
  /** The current value, unless a value of another kind has replaced it. */
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
      const plainValue = withoutViews(value);
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
      // Configurable, as the proxy's target lacks the property. The length of an array is the target's own.
      return (
        descriptor && { ...descriptor, value: at(key), configurable: !(isArray && key === "length"), writable: true }
      );
    },
  });
  registerView(proxy, read);
  return proxy;
}
