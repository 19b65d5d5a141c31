import { fromWire, TypedObject, toWire, type Value, Vector, Xml } from "multiconnection";
import { describe, expect, it } from "vitest";
import type { Slot } from "../src/model/object-inspector.ts";
import { filtered, keyOf, RowPositions, rowsOf } from "../src/model/slot-rows.ts";
import { longTextOf, problemIn, readArgs, readValue, TEMPLATES, textOf } from "../src/model/value-text.ts";
import { isEqual, kindOf, membersOf, preview } from "../src/model/value-view.ts";

describe("a value that a person writes", () => {
  it("is JSON in the protocol's form", () => {
    expect(readValue(' {"at": {"$amf":"date","ms":5,"timeZone":0}} ')).toStrictEqual({ at: new Date(5) });
    expect(readArgs("")).toStrictEqual([]);
    expect(readValue(textOf(new Date(5)))).toStrictEqual(new Date(5));
    expect(longTextOf({ text: "x".repeat(80) })).toContain("\n");
  });

  it("begins with what the page offers for each type", () => {
    for (const { name, text } of TEMPLATES) {
      expect(problemIn(text, readValue), name).toBeUndefined();
    }
  });

  it.each([
    ["", 'Write a value, such as 5, "text", [1, 2] or {"name": "Ada"}.'],
    ["hello there", 'Text stands in quotes: "hello there".'],
    ["NaN", 'JSON has no NaN: write {"$amf":"number","value":"NaN"}.'],
    ["['a']", 'Text stands in double quotes, "like this".'],
    ['["it\'s fine", 1', "It ends too early: ] is missing."],
    ['"open', "A text has no closing quote."],
    ["[1, 2, ]", "There is a comma before a closing bracket; take it away."],
    ['{name: "Ada"}', 'Names stand in quotes, too: "name".'],
    ['{"a": [1, 2', "It ends too early: ]} is missing."],
    ["[1, 2]]", "There is a ] too many, or in the wrong place."],
    ["[1 2]", "This is not JSON. Look for a missing comma or quote."],
    ['{"$amf":"nonsense"}', 'value with an unknown $amf, "nonsense"'],
  ])("%j: says in plain words what is wrong", (text, words) => {
    expect(problemIn(text, readValue)).toBe(words);
  });
});

describe("a value that is shown", () => {
  const cyclic: { [key: string]: Value } = { name: "x" };
  cyclic.self = cyclic;

  it.each<[Value, string, string]>([
    ["a\nb", "string", '"a\\nb"'],
    [-0, "number", "-0"],
    [null, "null", "null"],
    [[1, "x"], "array · 2", '[1, "x"]'],
    [{ a: { b: [1] } }, "object · 1", "{a: {b: [1]}}"],
    [new Date(0), "date", "1970-01-01 00:00:00.000 UTC"],
    [Uint8Array.of(1, 255), "byte array · 2", "01 ff"],
    [new Map<Value, Value>([["k", 1]]), "dictionary · 1", "{k: 1}"],
    [new Xml("<a/>"), "XML", "<a/>"],
    [new TypedObject("com.example.User", { id: 7 }), "com.example.User", "{id: 7}"],
    [new Vector("int", [1, 2]), "vector of int · 2", "[1, 2]"],
    [cyclic, "object · 2", '{name: "x", self: ↻}'],
  ])("%#: says what it is, in a line", (value, kind, line) => {
    expect(kindOf(value)).toBe(kind);
    expect(preview(value)).toBe(line);
  });

  it("stays short, however large it is", () => {
    const large = { text: "x".repeat(1e6), list: Array.from({ length: 1e5 }, (_, i) => i), bytes: new Uint8Array(1e6) };
    expect(preview(large, 100).length).toBeLessThanOrEqual(100);
    expect(preview(large.list, 100)).toMatch(/^\[0, 1, 2.*…/);
    expect(preview(large.bytes, 30)).toMatch(/ …$/);
  });

  it("has members that a path can name, and others", () => {
    expect(membersOf({ a: 1, "": 2 }).map(({ name, named }) => [name, named])).toStrictEqual([
      ["a", true],
      ["", false],
    ]);
    expect(
      membersOf(
        new Map<Value, Value>([
          ["k", 1],
          [2, "x"],
        ]),
      ).map(({ named }) => named),
    ).toStrictEqual([true, false]);
    expect(membersOf(new Vector("int", [1])).map(({ named }) => named)).toStrictEqual([false]);
    expect(membersOf("text")).toStrictEqual([]);
  });

  it("is equal to another that says the same", () => {
    const values: Value[] = [
      { a: 1, b: [new Date(5), Uint8Array.of(1)] },
      new Map<Value, Value>([["k", { x: 1 }]]),
      new TypedObject("User", { id: 7 }),
      cyclic,
      Number.NaN,
    ];
    for (const [i, value] of values.entries()) {
      expect(isEqual(value, fromWire(toWire([value]))[0])).toBe(true);
      expect(isEqual(value, values[(i + 1) % values.length])).toBe(false);
    }
    expect(isEqual({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(isEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(isEqual(new Date(5), new Date(6))).toBe(false);
  });
});

describe("the rows of a tree", () => {
  const slots: Slot[] = [
    { name: "a", value: { b: { c: 1 }, d: new Vector("int", [1]) }, differs: true, pending: false },
    { name: "z", value: "last", differs: false, pending: false },
  ];

  it("are those that are open, with room for copies and for an editor", () => {
    const [a, b] = [keyOf(["a"]), keyOf(["a", "b"])];
    expect(rowsOf(slots, { open: new Set() }).map(({ path }) => path.join("."))).toStrictEqual(["a", "z"]);
    const rows = rowsOf(slots, { open: new Set([a, b, keyOf(["a", "d"])]), editing: b });
    expect(rows.map(({ type, path }) => `${type} ${path.join(".")}`)).toStrictEqual([
      "value a",
      "copies a",
      "value a.b",
      "editor a.b",
      "value a.b.c",
      "value a.d",
      "value a.d.0",
      "value z",
    ]);
    expect(rows.map((row) => row.type === "value" && row.writable)).toStrictEqual([
      true,
      false,
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  it("are found by where they stand", () => {
    const positions = new RowPositions([10, 30, 10, 10]);
    expect(positions.height).toBe(60);
    expect(positions.top(2)).toBe(40);
    expect(positions.between(0, 5)).toStrictEqual([0, 1]);
    expect(positions.between(12, 41)).toStrictEqual([1, 3]);
    expect(positions.between(-50, 1000)).toStrictEqual([0, 4]);
    expect(new RowPositions([]).between(0, 100)).toStrictEqual([0, 0]);
  });

  it("are filtered by name, value and difference", () => {
    expect(filtered(slots, " LAST", false)).toStrictEqual(slots.slice(1));
    expect(filtered(slots, "", true)).toStrictEqual(slots.slice(0, 1));
    expect(filtered(slots, "", false)).toBe(slots);
  });
});
