import { fromWire, TypedObject, toWire, type Value, Vector, Xml } from "multiconnection";
import { describe, expect, it } from "vitest";
import { isEqual, kindOf, membersOf, preview } from "./value-view.ts";

describe("a shown value", () => {
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
  ])("%#: has a kind and a preview in one line", (value, kind, line) => {
    expect(kindOf(value)).toBe(kind);
    expect(preview(value)).toBe(line);
  });

  it("has a short preview, whatever its size", () => {
    const large = { text: "x".repeat(1e6), list: Array.from({ length: 1e5 }, (_, i) => i), bytes: new Uint8Array(1e6) };
    expect(preview(large, 100).length).toBeLessThanOrEqual(100);
    expect(preview(large.list, 100)).toMatch(/^\[0, 1, 2.*…/);
    expect(preview(large.bytes, 30)).toMatch(/ …$/);
  });

  it("has members that a path can name, and others that it cannot", () => {
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

  it("is equal to a value with the same content", () => {
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
