import type { Value } from "../values/values.ts";

/** Elements that an array may have: the gateway takes no more (PROTOCOL.md, setSlots). */
const MAX_ELEMENTS = 65_536;

/**
 * Takes `"info_so.data.user.name"` apart.
 *
 * @param objects the shared objects there are; of those whose name fits, the longest
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

/** What is in a value under a name. */
export function childOf(value: Value, name: string): Value {
  const holds = typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return holds ? (value as { [key: string]: Value })[name] : undefined;
}

/** A value with another value in it at a path; objects are made on the way. What was given is not changed. */
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

/** As an assignment does it: a longer index makes the array longer, a length cuts it or adds holes. */
export function setElement(array: Value[], key: string, value: Value): void {
  if (key === "length") {
    array.length = value as number;
  } else {
    Object.defineProperty(array, key, { value, writable: true, enumerable: true, configurable: true });
  }
}

/** @throws RangeError if the array has become longer than the gateway takes */
export function bounded<T>(array: readonly Value[], result?: T): T {
  if (array.length > MAX_ELEMENTS) {
    throw new RangeError(`an array of ${array.length} elements, expected up to ${MAX_ELEMENTS}`);
  }
  return result as T;
}

/** Whether this is an object that has no class of its own. */
export function isPlain(value: unknown): value is { [key: string]: Value } {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}
