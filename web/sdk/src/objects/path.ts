import { EcmaArray, TypedObject, type Value } from "../values/values.ts";

/** Value with members: its keys, and functions to read and write them. */
interface Members {
  get(key: string): Value;
  set(key: string, value: Value): void;
  delete(key: string): void;
}

/** Returns the value at a path below `data`; undefined if there is none. */
export function valueAt(data: { [slot: string]: Value }, path: readonly string[]): Value {
  return path.reduce<Value>((value, key) => members(value)?.get(key), data);
}

/**
 * Sets the value at a path in place, as Flash's `so.data.user.name = …` does. Creates missing objects.
 *
 * @throws TypeError if a value on the path has no members
 */
export function setAt(data: { [slot: string]: Value }, path: readonly string[], value: Value): void {
  const [last, holder] = holderOf(data, path);
  holder.set(last, value);
}

/** Deletes the value at a path in place. */
export function deleteAt(data: { [slot: string]: Value }, path: readonly string[]): void {
  if (valueAt(data, path.slice(0, -1)) !== undefined) {
    const [last, holder] = holderOf(data, path);
    holder.delete(last);
  }
}

function holderOf(data: { [slot: string]: Value }, path: readonly string[]): [string, Members] {
  let holder = members(data) as Members;
  for (const [i, key] of path.slice(0, -1).entries()) {
    if (holder.get(key) === undefined || holder.get(key) === null) {
      holder.set(key, {});
    }
    const next = members(holder.get(key));
    if (next === undefined) {
      throw new TypeError(`${path.slice(0, i + 1).join(".")} has no members, expected an object or an array`);
    }
    holder = next;
  }
  return [path.at(-1) as string, holder];
}

function members(value: Value): Members | undefined {
  if (value instanceof Map) {
    return value as unknown as Members;
  }
  if (value instanceof EcmaArray || value instanceof TypedObject) {
    return members(value.properties);
  }
  const plain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!plain && !Array.isArray(value)) {
    return undefined;
  }
  const object = value as { [key: string]: Value };
  return {
    get: (key) => (Object.hasOwn(object, key) ? object[key] : undefined),
    set: (key, member) => void Object.defineProperty(object, key, { value: member, ...ORDINARY }),
    delete: (key) => void delete object[key],
  };
}

// Members are defined rather than assigned, so that `__proto__` is an ordinary name.
const ORDINARY = { writable: true, enumerable: true, configurable: true };
