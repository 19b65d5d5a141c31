import type { WireValue } from "../wire/protocol.ts";
import { base64 } from "./base64.ts";
import {
  EcmaArray,
  Externalizable,
  TypedObject,
  type Value,
  Vector,
  WeakDictionary,
  Xml,
  ZonedDate,
} from "./values.ts";

type Tagged = { [key: string]: WireValue };

/** JSON nesting limit of a message (PROTOCOL.md, section 11) without the message itself and its list of arguments. */
const MAX_DEPTH = 62;

/**
 * Writes values in the tagged JSON form. Preserves identity within one call: a value that occurs twice is written once,
 * and then referenced.
 *
 * @throws TypeError for a value that AMF cannot represent; the message contains its path
 * @throws RangeError for values nested deeper than the protocol allows
 */
export function toWire(values: readonly Value[]): WireValue[] {
  const writer = new Writer();
  for (const value of values) {
    writer.count(value, 1);
  }
  return values.map((value, i) => writer.write(value, `[${i}]`, 1));
}

class Writer {
  readonly #seen = new Set<object>();
  readonly #repeated = new Set<object>();
  readonly #ids = new Map<object, number>();

  /**
   * First pass: finds repeated values, as only these get an id. The second pass reports values that are nested too
   * deeply.
   */
  count(value: Value, depth: number): void {
    if (typeof value !== "object" || value === null || isCopied(value) || depth > MAX_DEPTH) {
      return;
    }
    if (this.#seen.has(value)) {
      this.#repeated.add(value);
      return;
    }
    this.#seen.add(value);
    for (const child of children(value)) {
      this.count(child, depth + 1);
    }
  }

  /** Second pass. `depth` counts levels of JSON; a tagged value takes more of them than a plain one. */
  write(value: Value, path: string, depth: number): WireValue {
    switch (typeof value) {
      case "undefined":
        checkDepth(path, depth);
        return { $amf: "undefined" };
      case "boolean":
      case "string":
        return value;
      case "number":
        return this.#number(value, path, depth);
      case "object":
        return value === null ? null : this.#object(value, path, depth);
      default:
        throw new TypeError(`${path} is a ${typeof value}, which AMF cannot represent`);
    }
  }

  #number(value: number, path: string, depth: number): WireValue {
    const form = bare(value);
    if (typeof form === "number") {
      return form;
    }
    checkDepth(path, depth);
    return { $amf: "number", value: form };
  }

  #object(value: object, path: string, depth: number): WireValue {
    checkDepth(path, depth);
    const known = this.#ids.get(value);
    if (known !== undefined) {
      return { $amf: "ref", id: known };
    }
    if (!this.#repeated.has(value)) {
      return this.#plain(value, path, depth) ?? this.#tagged(value, path, depth);
    }
    const id = this.#ids.size + 1;
    this.#ids.set(value, id);
    const tagged = this.#tagged(value, path, depth);
    return { $amf: tagged.$amf as string, id, ...tagged };
  }

  /** Writes an array or object as plain JSON, unless it could be mistaken for a tagged value. */
  #plain(value: object, path: string, depth: number): WireValue | undefined {
    if (Array.isArray(value)) {
      return this.#list(value, path, depth);
    }
    return isPlainObject(value) && !Object.hasOwn(value, "$amf") ? this.#record(value, path, depth) : undefined;
  }

  #tagged(value: object, path: string, depth: number): Tagged {
    const list = (items: readonly Value[]) => this.#list(items, path, depth + 1);
    const record = (properties: object) => this.#record(properties, path, depth + 1);
    if (Array.isArray(value)) {
      return { $amf: "array", items: list(value) };
    }
    if (isPlainObject(value)) {
      return { $amf: "object", properties: record(value) };
    }
    if (value instanceof Date) {
      return { $amf: "date", ms: bare(value.getTime()), timeZone: 0 };
    }
    if (value instanceof ZonedDate) {
      return { $amf: "date", ms: bare(value.ms), timeZone: value.timeZone };
    }
    if (value instanceof Uint8Array) {
      return { $amf: "byteArray", base64: base64.encode(value) };
    }
    if (value instanceof Map) {
      const entries = [...value].map((entry) => this.#list(entry, path, depth + 2));
      return { $amf: "dictionary", weak: value instanceof WeakDictionary, entries };
    }
    if (value instanceof Xml) {
      return { $amf: value.document ? "xmlDocument" : "xml", text: value.text };
    }
    if (value instanceof EcmaArray) {
      return { $amf: "ecmaArray", properties: record(value.properties) };
    }
    if (value instanceof TypedObject) {
      const { className, sealed, dynamic } = value;
      const traits = {
        ...(className !== "" && { class: className }),
        ...(!dynamic && { dynamic }),
        ...(sealed.length > 0 && { sealed: [...sealed] }),
      };
      return { $amf: "object", ...traits, properties: record(value.properties) };
    }
    if (value instanceof Externalizable) {
      return { $amf: "externalizable", class: value.className, body: list(value.body) };
    }
    if (value instanceof Vector) {
      const { of, fixed, className } = value;
      return of === "object"
        ? { $amf: "vector", of, class: className, fixed, items: list(value.items) }
        : { $amf: "vector", of, fixed, items: value.items.map((item, i) => numeric(item, `${path}[${i}]`)) };
    }
    throw new TypeError(`${path} is a ${value.constructor?.name}, expected a plain object or a TypedObject`);
  }

  #list(items: readonly Value[], path: string, depth: number): WireValue[] {
    checkDepth(path, depth);
    return Array.from(items, (item, i) => this.write(item, `${path}[${i}]`, depth + 1));
  }

  #record(properties: object, path: string, depth: number): Tagged {
    checkDepth(path, depth);
    const entries = Object.entries(properties as { [key: string]: Value });
    return Object.fromEntries(entries.map(([key, each]) => [key, this.write(each, `${path}.${key}`, depth + 1)]));
  }
}

function children(value: object): readonly Value[] {
  if (Array.isArray(value)) {
    return value;
  }
  if (value instanceof Map) {
    return [...value].flat();
  }
  if (value instanceof EcmaArray || value instanceof TypedObject) {
    return Object.values(value.properties);
  }
  if (value instanceof Vector) {
    return value.items;
  }
  if (value instanceof Externalizable) {
    return value.body;
  }
  return isPlainObject(value) ? Object.values(value) : [];
}

/** Whether a value has no identity on the wire: dates and XML. */
function isCopied(value: object): boolean {
  return value instanceof Date || value instanceof ZonedDate || value instanceof Xml;
}

/** Returns a number as JSON, or the text of a number that JSON cannot represent. */
function bare(value: number): number | string {
  if (Object.is(value, -0)) {
    return "-0";
  }
  return Number.isFinite(value) ? value : String(value);
}

function numeric(value: Value, path: string): number | string {
  if (typeof value !== "number") {
    throw new TypeError(`${path} is a ${typeof value}, expected a number, as the vector contains numbers`);
  }
  return bare(value);
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function checkDepth(path: string, depth: number): void {
  if (depth > MAX_DEPTH) {
    const short = path.length > 60 ? `${path.slice(0, 60)}…` : path;
    throw new RangeError(`${short} is nested deeper than ${MAX_DEPTH} levels of JSON`);
  }
}
