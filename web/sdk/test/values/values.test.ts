import { describe, expect, it } from "vitest";
import {
  EcmaArray,
  Externalizable,
  TypedObject,
  type Value,
  Vector,
  WeakDictionary,
  Xml,
  ZonedDate,
} from "../../src/index.ts";
import { fromWire } from "../../src/values/from-wire.ts";
import { toWire } from "../../src/values/to-wire.ts";
import type { WireValue } from "../../src/wire/protocol.ts";

const forms: Array<[string, Value, WireValue]> = [
  ["null", null, null],
  ["a boolean", true, true],
  ["a number", 1.5, 1.5],
  ["text", "tschüß", "tschüß"],
  ["undefined", undefined, { $amf: "undefined" }],
  ["NaN", Number.NaN, { $amf: "number", value: "NaN" }],
  ["infinity", Number.POSITIVE_INFINITY, { $amf: "number", value: "Infinity" }],
  ["minus infinity", Number.NEGATIVE_INFINITY, { $amf: "number", value: "-Infinity" }],
  ["minus zero", -0, { $amf: "number", value: "-0" }],
  ["an array", [1, [null]], [1, [null]]],
  ["an object", { a: { b: [] } }, { a: { b: [] } }],
  ["a date", new Date(1700000000123), { $amf: "date", ms: 1700000000123, timeZone: 0 }],
  ["a date with a zone", new ZonedDate(0.5, -60), { $amf: "date", ms: 0.5, timeZone: -60 }],
  ["XML", new Xml("<a/>"), { $amf: "xml", text: "<a/>" }],
  ["an XML document", new Xml("<a/>", true), { $amf: "xmlDocument", text: "<a/>" }],
  ["bytes", Uint8Array.of(0, 1, 2), { $amf: "byteArray", base64: "AAEC" }],
  ["a date that is none", new Date(Number.NaN), { $amf: "date", ms: "NaN", timeZone: 0 }],
  ["a zoned date that is none", new ZonedDate(Number.NaN, 60), { $amf: "date", ms: "NaN", timeZone: 60 }],
  ["an ECMA array", new EcmaArray({ 0: "x", a: 1 }), { $amf: "ecmaArray", properties: { 0: "x", a: 1 } }],
  [
    "a typed object",
    new TypedObject("com.example.User", { id: 7 }, ["id"]),
    { $amf: "object", class: "com.example.User", sealed: ["id"], properties: { id: 7 } },
  ],
  [
    "an externalizable object",
    new Externalizable("flex.messaging.io.ArrayCollection", [[1]]),
    { $amf: "externalizable", class: "flex.messaging.io.ArrayCollection", body: [[1]] },
  ],
  ["a vector", new Vector("int", [1, 2]), { $amf: "vector", of: "int", fixed: false, items: [1, 2] }],
  [
    "an anonymous object with sealed members",
    new TypedObject("", { a: 1 }, ["a"], false),
    { $amf: "object", dynamic: false, sealed: ["a"], properties: { a: 1 } },
  ],
  [
    "a vector of numbers that JSON lacks",
    new Vector("number", [Number.NaN, -0, 0.5]),
    { $amf: "vector", of: "number", fixed: false, items: ["NaN", "-0", 0.5] },
  ],
  [
    "a vector of objects",
    new Vector("object", [{}], true, "a.B"),
    { $amf: "vector", of: "object", class: "a.B", fixed: true, items: [{}] },
  ],
  ["a dictionary", new Map([["key", 1]]), { $amf: "dictionary", weak: false, entries: [["key", 1]] }],
  ["a weak dictionary", new WeakDictionary([[{}, 1]]), { $amf: "dictionary", weak: true, entries: [[{}, 1]] }],
  ["an object with a key $amf", { $amf: "x" }, { $amf: "object", properties: { $amf: "x" } }],
];

describe("values on the wire", () => {
  it.each(forms)("%s has the form of PROTOCOL.md, section 7", (_, value, wire) => {
    expect(toWire([value])).toStrictEqual([wire]);
  });

  it.each(forms)("%s survives a round trip", (_, value, wire) => {
    expect(fromWire([JSON.parse(JSON.stringify(wire))])).toStrictEqual([value]);
  });

  it("may be cyclic", () => {
    const loop: { [key: string]: Value } = { list: [1, null, "two"] };
    loop.self = loop;
    const wire = toWire([loop]);
    expect(wire).toStrictEqual([
      { $amf: "object", id: 1, properties: { list: [1, null, "two"], self: { $amf: "ref", id: 1 } } },
    ]);
    const [back] = fromWire(wire) as [typeof loop];
    expect(back.self).toBe(back);
  });

  it("keep their identity across arguments", () => {
    const [bytes, list]: [Uint8Array, Value[]] = [Uint8Array.of(7), []];
    list.push(list);
    const back = fromWire(toWire([bytes, list, bytes, new EcmaArray({ 0: list })]));
    expect(back[2]).toBe(back[0]);
    expect((back[1] as Value[])[0]).toBe(back[1]);
    const array = back[3] as EcmaArray;
    expect(array.properties[0]).toBe(back[1]);
  });

  it("may include a dictionary that is its own key", () => {
    const map = new Map<Value, Value>();
    map.set(map, map);
    const [back] = fromWire(toWire([map])) as [Map<Value, Value>];
    expect([...back]).toStrictEqual([[back, back]]);
  });

  it("keep the order of ids, and holes as undefined", () => {
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    expect(toWire([[1, , 2] as Value[]])).toStrictEqual([[1, { $amf: "undefined" }, 2]]);
  });

  it("may have a key __proto__", () => {
    const wire = JSON.parse('[{"__proto__":{"polluted":true}}]');
    const [back] = fromWire(wire) as [object];
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.keys(back)).toStrictEqual(["__proto__"]);
    expect(JSON.stringify(toWire([back as Value]))).toBe('[{"__proto__":{"polluted":true}}]');
  });

  it.each([
    ["a function", { f: () => 1 }, "[0].f is a function"],
    ["a bigint", [[1n]], "[0][0][0] is a bigint"],
    ["a Set", [new Set()], "[0][0] is a Set"],
    ["what is no number in a vector of them", new Vector("int", [1, "2"]), "[0][1] is a string, expected a number"],
  ])("rejects %s with its path", (_, value, message) => {
    expect(() => toWire([value as unknown as Value])).toThrow(message);
  });

  it("copy repeated dates and XML, which have no identity at the gateway", () => {
    const [when, xml] = [new Date(0), new Xml("<a/>")];
    expect(JSON.stringify(toWire([when, when, xml, [xml]]))).not.toContain('"id"');
  });

  it.each([
    [{ $amf: "nonsense" }, 'unknown $amf, "nonsense"'],
    [{ $amf: "date", ms: "0", timeZone: 0 }, '"0", expected a number'],
    [{ $amf: "date", ms: 0, timeZone: "0" }, 'date with timeZone "0", expected a number'],
    [{ $amf: "number", value: "7" }, '"7", expected a number'],
    [{ $amf: "vector", of: "int", items: [null] }, "null, expected a number"],
    [{ $amf: "ref", id: 9 }, "reference to value 9"],
    [{ $amf: "vector", of: "float", items: [] }, 'vector of "float"'],
    [{ $amf: "dictionary", entries: [[1]] }, "dictionary entry [1]"],
    [{ $amf: "ecmaArray", properties: [] }, "ecmaArray with properties []"],
  ] as Array<[WireValue, string]>)("refuses %j", (wire, message) => {
    expect(() => fromWire([wire])).toThrow(message);
  });
});

describe("random values", () => {
  /** Pseudo-random numbers from 0 to below 1, the same in each run. */
  const random = (seed: number) => () => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };

  const make = (next: () => number, depth: number, made: Value[]): Value => {
    const pick = Math.floor(next() * (depth > 5 ? 7 : 14));
    const child = () => make(next, depth + 1, made);
    const list = () => Array.from({ length: Math.floor(next() * 4) }, child);
    const record = () => Object.fromEntries(list().map((each, i) => [["a", "$amf", "0", "__proto__"][i] ?? "b", each]));
    const value = [
      () => undefined,
      () => null,
      () => next() > 0.5,
      () => [0, -0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, 1e300][Math.floor(next() * 6)],
      () => ["", "tschüß", "$amf", "\u2028"][Math.floor(next() * 4)],
      () => new Date(Math.floor(next() * 1e12)),
      () => Uint8Array.from([next() * 256, next() * 256]),
      list,
      record,
      () => new EcmaArray(record()),
      () => new TypedObject(next() > 0.5 ? "a.B" : "", record(), ["x"], next() > 0.5),
      () => new Externalizable("a.C", list()),
      () => new Map(list().map((each) => [each, child()])),
      () => (made.length > 0 ? made[Math.floor(next() * made.length)] : []),
    ][pick]?.();
    made.push(value);
    return value;
  };

  it("survive a round trip", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const value = [make(random(seed), 0, [])];
      const there = JSON.parse(JSON.stringify(toWire(value))) as WireValue[];
      expect(fromWire(there), `seed ${seed}`).toStrictEqual(value);
      expect(toWire(fromWire(there)), `seed ${seed}`).toStrictEqual(there);
    }
  });
});

describe("the depth of values", () => {
  const nested = (levels: number): Value => (levels === 0 ? 7 : [nested(levels - 1)]);
  const levels = (json: string) => {
    let [depth, most] = [0, 0];
    for (const c of json) {
      depth += c === "[" || c === "{" ? 1 : c === "]" || c === "}" ? -1 : 0;
      most = Math.max(most, depth);
    }
    return most;
  };

  it("uses the 64 levels that JSON may nest in a message, and no more", () => {
    expect(levels(JSON.stringify({ args: toWire([nested(62)]) }))).toBe(64);
    expect(() => toWire([nested(63)])).toThrow(RangeError);
  });

  it("counts the levels of tagged forms", () => {
    const typed = (n: number): Value => (n === 0 ? 7 : new TypedObject("A", { a: typed(n - 1) }));
    expect(levels(JSON.stringify({ args: toWire([typed(31)]) }))).toBe(64);
    expect(() => toWire([typed(32)])).toThrow(RangeError);
    expect(() => toWire([[nested(61), undefined].reduce<Value>((value) => [value], [undefined])])).not.toThrow();
  });

  it("is limited when reading, without a stack overflow", () => {
    const deep = JSON.parse("[".repeat(5000) + "]".repeat(5000));
    expect(() => fromWire([deep])).toThrow("nested deeper than 256 levels");
  });
});
