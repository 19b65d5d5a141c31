/**
 * AMF values as JavaScript values. What JavaScript has a value for is that value; the classes below stand for the rest,
 * so that every AMF value survives the way there and back (PROTOCOL.md, section 7).
 *
 * | AMF | JavaScript |
 * | --- | --- |
 * | undefined, null, booleans, numbers (NaN, ±Infinity and −0 too), strings | themselves |
 * | strict array, anonymous object | array, plain object |
 * | date | `Date`; {@link ZonedDate} where it has a time zone or a time a `Date` cannot hold |
 * | byte array | `Uint8Array` |
 * | dictionary | `Map`; {@link WeakDictionary} where it is weak |
 * | XML, ECMA array, typed, externalizable, vector | {@link Xml}, {@link EcmaArray}, {@link TypedObject}, {@link Externalizable}, {@link Vector} |
 *
 * Values may be cyclic: arrays, objects, other containers and bytes that are met again stay one; dates and XML are
 * copied. Other things (functions, symbols, bigints, instances of other classes) are refused.
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

/** A date with the time zone that AMF0 has room for, which senders leave at 0. */
export class ZonedDate {
  /**
   * @param ms since 1970-01-01 UTC; may be fractional, or NaN
   * @param timeZone minutes, as it came
   */
  constructor(
    readonly ms: number,
    readonly timeZone: number,
  ) {}
}

/** An XML document. `document` tells the older XMLDocument from E4X's XML. */
export class Xml {
  constructor(
    readonly text: string,
    readonly document = false,
  ) {}
}

/** An associative array. Numbered elements have their number as name: "0", "1" … */
export class EcmaArray {
  constructor(readonly properties: { [key: string]: Value } = {}) {}
}

/** An object with a class. `sealed` names the properties that the class declares; `dynamic` tells if it takes others. */
export class TypedObject {
  constructor(
    readonly className: string,
    readonly properties: { [key: string]: Value } = {},
    readonly sealed: readonly string[] = [],
    readonly dynamic = true,
  ) {}
}

/** An object that writes itself, such as `flex.messaging.io.ArrayCollection`. */
export class Externalizable {
  constructor(
    readonly className: string,
    readonly body: Value[],
  ) {}
}

/** A vector, of numbers or, where `of` is `object`, of values of the class `className`; `*` stands for any. */
export class Vector {
  constructor(
    readonly of: "int" | "uint" | "number" | "object",
    readonly items: Value[],
    readonly fixed = false,
    readonly className = "*",
  ) {}
}

/** A dictionary with weak keys. */
export class WeakDictionary extends Map<Value, Value> {}
