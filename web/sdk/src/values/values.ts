/**
 * AMF value as a JavaScript value. AMF types without a JavaScript counterpart have the classes below, so that every AMF
 * value survives a round trip (PROTOCOL.md, section 7).
 *
 * | AMF | JavaScript |
 * | --- | --- |
 * | undefined, null, booleans, numbers (including NaN, ±Infinity and −0), strings | the same |
 * | strict array, anonymous object | array, plain object |
 * | date | `Date`; {@link ZonedDate} if it has a time zone or a time that a `Date` cannot represent |
 * | byte array | `Uint8Array` |
 * | dictionary | `Map`; {@link WeakDictionary} if it is weak |
 * | XML, ECMA array, typed, externalizable, vector | {@link Xml}, {@link EcmaArray}, {@link TypedObject}, {@link Externalizable}, {@link Vector} |
 *
 * Values may be cyclic. Repeated arrays, objects, containers and byte arrays keep their identity; dates and XML are
 * copied. Functions, symbols, bigints and instances of other classes are rejected.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | string
  | Date
  | Uint8Array
  | Value[]
  | Map<Value, Value>
  | ZonedDate
  | Xml
  | EcmaArray
  | TypedObject
  | Externalizable
  | Vector
  | { [key: string]: Value };

/** Date with the time zone field of AMF0, which senders leave at 0. */
export class ZonedDate {
  /**
   * @param ms milliseconds since 1970-01-01 UTC; may be fractional, or NaN
   * @param timeZone in minutes, as received
   */
  constructor(
    readonly ms: number,
    readonly timeZone: number,
  ) {}
}

/** XML document. `document` distinguishes the older XMLDocument from E4X's XML. */
export class Xml {
  constructor(
    readonly text: string,
    readonly document = false,
  ) {}
}

/** Associative array. Names of numbered elements are their numbers: "0", "1" … */
export class EcmaArray {
  constructor(readonly properties: { [key: string]: Value } = {}) {}
}

/** Object with a class. `sealed` lists the properties that the class declares; `dynamic` allows others. */
export class TypedObject {
  constructor(
    readonly className: string,
    readonly properties: { [key: string]: Value } = {},
    readonly sealed: readonly string[] = [],
    readonly dynamic = true,
  ) {}
}

/** Object with its own serialization, such as `flex.messaging.io.ArrayCollection`. */
export class Externalizable {
  constructor(
    readonly className: string,
    readonly body: Value[],
  ) {}
}

/** Vector of numbers or, if `of` is `object`, of instances of the class `className`; `*` stands for any class. */
export class Vector {
  constructor(
    readonly of: "int" | "uint" | "number" | "object",
    readonly items: Value[],
    readonly fixed = false,
    readonly className = "*",
  ) {}
}

/** Dictionary with weak keys. */
export class WeakDictionary extends Map<Value, Value> {}
