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

/** Far above what a gateway may send, and far below what would overflow the stack. */
const MAX_DEPTH = 256;

/** Largest time value of a `Date` (ECMA-262, time values), in milliseconds. */
const MAX_TIME = 8.64e15;

/**
 * Reads values in the tagged JSON form. References are valid within one call.
 *
 * @throws TypeError for an unknown tag or a missing field; the message contains what was received
 * @throws RangeError for values nested deeper than 256 levels
 */
export function fromWire(values: readonly WireValue[]): Value[] {
  const reader = new Reader();
  return values.map((value) => reader.read(value, 1));
}

class Reader {
  readonly #byId = new Map<number, Value>();

  read(value: WireValue, depth: number): Value {
    if (typeof value !== "object" || value === null) {
      return value;
    }
    if (depth > MAX_DEPTH) {
      throw new RangeError(`value nested deeper than ${MAX_DEPTH} levels`);
    }
    if (Array.isArray(value)) {
      return this.#fill([], value, depth);
    }
    return Object.hasOwn(value, "$amf") ? this.#tagged(value, depth) : this.#properties({}, value, depth);
  }

  #tagged(value: Tagged, depth: number): Value {
    const text = (key: string) => field<string>(value, key, "string");
    const items = (key: string) => list(value, key);
    switch (value.$amf) {
      case "undefined":
        return undefined;
      case "number":
        return number(value.value);
      case "date":
        return date(number(value.ms), field(value, "timeZone", "number"));
      case "xml":
        return new Xml(text("text"));
      case "xmlDocument":
        return new Xml(text("text"), true);
      case "byteArray":
        return this.#keep(value, base64.decode(text("base64")));
      case "array":
        return this.#fill(this.#keep(value, []), items("items"), depth);
      case "ecmaArray": {
        const array = this.#keep(value, new EcmaArray());
        this.#properties(array.properties, record(value), depth);
        return array;
      }
      case "object":
        return this.#object(value, depth);
      case "externalizable": {
        const object = this.#keep(value, new Externalizable(text("class"), []));
        this.#fill(object.body, items("body"), depth);
        return object;
      }
      case "vector": {
        const vector = this.#keep(value, emptyVector(value));
        for (const item of items("items")) {
          vector.items.push(vector.of === "object" ? this.read(item, depth + 1) : number(item));
        }
        return vector;
      }
      case "dictionary":
        return this.#dictionary(value, depth);
      case "ref":
        return this.#ref(field(value, "id", "number"));
      default:
        throw new TypeError(`value with an unknown $amf, ${JSON.stringify(value.$amf)}`);
    }
  }

  #object(value: Tagged, depth: number): Value {
    const sealed = value.sealed === undefined ? [] : (list(value, "sealed") as string[]);
    const dynamic = value.dynamic !== false;
    if (value.class === undefined && sealed.length === 0 && dynamic) {
      return this.#properties(this.#keep(value, {}), record(value), depth);
    }
    const className = value.class === undefined ? "" : field<string>(value, "class", "string");
    const object = this.#keep(value, new TypedObject(className, {}, sealed, dynamic));
    this.#properties(object.properties, record(value), depth);
    return object;
  }

  #dictionary(value: Tagged, depth: number): Value {
    const map: Map<Value, Value> = this.#keep(value, value.weak === true ? new WeakDictionary() : new Map());
    for (const entry of list(value, "entries")) {
      if (!Array.isArray(entry) || entry.length !== 2) {
        throw new TypeError(`dictionary entry ${JSON.stringify(entry)}, expected [key, value]`);
      }
      const [key, each] = entry as [WireValue, WireValue];
      map.set(this.read(key, depth + 1), this.read(each, depth + 1));
    }
    return map;
  }

  #ref(id: number): Value {
    if (!this.#byId.has(id)) {
      throw new TypeError(`reference to value ${id}, expected the id of an earlier value`);
    }
    return this.#byId.get(id);
  }

  /** Registers a value before its content is read, so that it can contain itself. */
  #keep<T extends Value>(tagged: Tagged, value: T): T {
    if (typeof tagged.id === "number") {
      this.#byId.set(tagged.id, value);
    }
    return value;
  }

  #fill(target: Value[], items: readonly WireValue[], depth: number): Value[] {
    for (const item of items) {
      target.push(this.read(item, depth + 1));
    }
    return target;
  }

  #properties(target: { [key: string]: Value }, source: Tagged, depth: number): { [key: string]: Value } {
    for (const [key, each] of Object.entries(source)) {
      // Defined rather than assigned, so that `__proto__` is an ordinary property.
      const property = { value: this.read(each, depth + 1), writable: true, enumerable: true, configurable: true };
      Object.defineProperty(target, key, property);
    }
    return target;
  }
}

function field<T extends string | number>(value: Tagged, key: string, type: "string" | "number"): T {
  const found = value[key];
  if (typeof found !== type) {
    throw new TypeError(`${value.$amf} with ${key} ${JSON.stringify(found)}, expected a ${type}`);
  }
  return found as T;
}

function list(value: Tagged, key: string): WireValue[] {
  const found = value[key];
  if (!Array.isArray(found)) {
    throw new TypeError(`${value.$amf} with ${key} ${JSON.stringify(found)}, expected an array`);
  }
  return found;
}

function record(value: Tagged): Tagged {
  const found = value.properties;
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new TypeError(`${value.$amf} with properties ${JSON.stringify(found)}, expected an object`);
  }
  return found;
}

/** Reads a number, or the text of a number that JSON cannot represent. */
function number(value: WireValue | undefined): number {
  if (typeof value === "number") {
    return value;
  }
  if (value !== "NaN" && value !== "Infinity" && value !== "-Infinity" && value !== "-0") {
    throw new TypeError(`${JSON.stringify(value)}, expected a number, or NaN, Infinity, -Infinity or -0 as text`);
  }
  return Number(value);
}

function date(ms: number, timeZone: number): Date | ZonedDate {
  const whole = Number.isInteger(ms) && Math.abs(ms) <= MAX_TIME && !Object.is(ms, -0);
  const fits = timeZone === 0 && (whole || Number.isNaN(ms));
  return fits ? new Date(ms) : new ZonedDate(ms, timeZone);
}

function emptyVector(value: Tagged): Vector {
  const of = value.of;
  if (of !== "int" && of !== "uint" && of !== "number" && of !== "object") {
    throw new TypeError(`vector of ${JSON.stringify(of)}, expected int, uint, number or object`);
  }
  const className = value.class;
  return new Vector(of, [], value.fixed === true, typeof className === "string" ? className : undefined);
}
