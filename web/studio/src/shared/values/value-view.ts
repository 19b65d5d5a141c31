import { EcmaArray, Externalizable, TypedObject, type Value, Vector, Xml, ZonedDate } from "multiconnection";

/** Member of a value. */
export interface Member {
  name: string;
  value: Value;
  /** Whether a path can name the member, so that it can be written on its own. */
  named: boolean;
}

/** Returns the kind of a value: `array · 2`. */
export function kindOf(value: Value): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "object":
      return value === null ? "null" : kindOfObject(value);
    default:
      return typeof value;
  }
}

function kindOfObject(value: object): string {
  if (Array.isArray(value)) {
    return `array · ${value.length}`;
  }
  if (value instanceof Date || value instanceof ZonedDate) {
    return "date";
  }
  if (value instanceof Uint8Array) {
    return `byte array · ${value.length}`;
  }
  if (value instanceof Map) {
    return `dictionary · ${value.size}`;
  }
  if (value instanceof Xml) {
    return "XML";
  }
  if (value instanceof EcmaArray) {
    return `ECMA array · ${Object.keys(value.properties).length}`;
  }
  if (value instanceof TypedObject || value instanceof Externalizable) {
    return value.className || "object";
  }
  if (value instanceof Vector) {
    return `vector of ${value.of === "object" ? value.className : value.of} · ${value.items.length}`;
  }
  return `object · ${Object.keys(value).length}`;
}

/** Returns the members of a value, one level deep. */
export function membersOf(value: Value): Member[] {
  if (Array.isArray(value)) {
    return listed(value, true);
  }
  if (value instanceof Map) {
    return [...value].map(([key, each]) => ({ name: nameOfKey(key), value: each, named: typeof key === "string" }));
  }
  if (value instanceof EcmaArray || value instanceof TypedObject) {
    return membersOf(value.properties);
  }
  if (value instanceof Vector) {
    return listed(value.items, false);
  }
  if (value instanceof Externalizable) {
    return listed(value.body, false);
  }
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return [];
  }
  // A path cannot contain an empty name.
  return Object.entries(value).map(([name, each]) => ({ name, value: each, named: name !== "" }));
}

function listed(items: readonly Value[], named: boolean): Member[] {
  return items.map((value, i) => ({ name: String(i), value, named }));
}

function nameOfKey(key: Value): string {
  return typeof key === "string" ? key : preview(key, 30);
}

/** Formats a value in one line of at most `max` characters, whatever its size. */
export function preview(value: Value, max = 120): string {
  const text = shorten(value, max, new Set());
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

function shorten(value: Value, room: number, above: Set<object>): string {
  if (typeof value === "string") {
    return JSON.stringify(value.length > room ? `${value.slice(0, room)}…` : value);
  }
  if (typeof value !== "object" || value === null) {
    return Object.is(value, -0) ? "-0" : String(value);
  }
  return above.has(value) ? "↻" : shortenObject(value, room, above);
}

function shortenObject(
  value: Exclude<Value, string | number | boolean | null | undefined>,
  room: number,
  above: Set<object>,
) {
  if (value instanceof Date || value instanceof ZonedDate) {
    return dateText(value);
  }
  if (value instanceof Uint8Array) {
    const shown = [...value.subarray(0, Math.max(1, room / 3 - 1))].map((byte) => byte.toString(16).padStart(2, "0"));
    return `${shown.join(" ")}${shown.length < value.length ? " …" : ""}`;
  }
  if (value instanceof Xml) {
    return value.text.slice(0, room + 1);
  }
  const isList = Array.isArray(value) || value instanceof Vector || value instanceof Externalizable;
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const parts: string[] = [];
  let left = room - 2;
  above.add(value);
  for (const { name, value: member } of membersOf(value)) {
    if (left <= 0) {
      parts.push("…");
      break;
    }
    const text = isList ? shorten(member, left, above) : `${name}: ${shorten(member, left, above)}`;
    parts.push(text);
    left -= text.length + 2;
  }
  above.delete(value);
  return `${open}${parts.join(", ")}${close}`;
}

function dateText(value: Date | ZonedDate): string {
  const date = value instanceof Date ? value : new Date(value.ms);
  const text = Number.isNaN(date.getTime()) ? "no date" : date.toISOString().replace("T", " ").replace("Z", " UTC");
  return value instanceof ZonedDate ? `${text}, zone ${value.timeZone} min` : text;
}

/** Returns whether two values are equal, regardless of the order of properties, which servers may change. */
export function isEqual(a: Value, b: Value): boolean {
  return equal(a, b, new Map());
}

function equal(a: unknown, b: unknown, compared: Map<object, object>): boolean {
  if (Object.is(a, b)) {
    return true;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
    return false;
  }
  if (compared.get(a) === b) {
    return true;
  }
  compared.set(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
    return false;
  }
  if (a instanceof Date) {
    return a.getTime() === (b as Date).getTime();
  }
  if (a instanceof Map) {
    return equal([...a], [...(b as Map<Value, Value>)], compared);
  }
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && equal(one[key], other[key], compared))
  );
}
