import type { Value } from "../values/values.ts";

/** Largest length of an array that the gateway accepts (PROTOCOL.md, setSlots). */
const MAX_ELEMENTS = 65_536;

/**
 * Parses a path such as `"info_so.data.user.name"`.
 *
 * @param objects shared objects by name; the longest matching name is used
 */
export function slotPath<T>(path: string, objects: ReadonlyMap<string, T>): { object: T; path: string[] } | undefined {
  const names = [...objects.keys()].filter((name) => `${path}.`.startsWith(`${name}.data.`));
  const name = names.sort((a, b) => b.length - a.length)[0];
  const object = name === undefined ? undefined : objects.get(name);
  if (name === undefined || object === undefined) {
    return undefined;
  }
  const rest = path.slice(`${name}.data.`.length);
  return { object, path: rest === "" ? [] : rest.split(".") };
}

/** Returns the member of a value. */
export function childOf(value: Value, name: string): Value {
  const holds = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return holds ? (value as { [key: string]: Value })[name] : undefined;
}

/** Returns a copy of a value with another value at a path. Creates missing objects. */
export function withChild(value: Value, [name, ...rest]: readonly string[], child: Value): Value {
  if (name === undefined) {
    return child;
  }
  const made = withChild(childOf(value, name), rest, child);
  if (Array.isArray(value)) {
    const copy = value.slice();
    made === undefined && name !== "length" ? delete copy[name as never] : setElement(copy, name, made);
    return bounded(copy, copy);
  }
  const copy: { [key: string]: Value } = isPlain(value) ? { ...value } : {};
  if (made === undefined) {
    delete copy[name];
  } else {
    Object.defineProperty(copy, name, { value: made, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

/** Sets an element as an assignment does: a larger index extends the array, `length` truncates or extends it. */
export function setElement(array: Value[], key: string, value: Value): void {
  if (key === "length") {
    array.length = value as number;
  } else {
    Object.defineProperty(array, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** @throws RangeError if the array has become longer than the gateway accepts */
export function bounded<T>(array: readonly Value[], result?: T): T {
  if (array.length > MAX_ELEMENTS) {
    throw new RangeError(`an array of ${array.length} elements, expected up to ${MAX_ELEMENTS}`);
  }
  return result as T;
}

/** Whether a value is a plain object. */
export function isPlain(value: unknown): value is { [key: string]: Value } {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}
