import { Vector } from "multiconnection";
import { describe, expect, it } from "vitest";
import type { Slot } from "./object-inspector.ts";
import { filtered, isExpandable, keyOf, RowPositions, rowsOf } from "./slot-rows.ts";

describe("the rows of a tree", () => {
  const slots: Slot[] = [
    { name: "a", value: { b: { c: 1 }, d: new Vector("int", [1]) }, differs: true, pending: false },
    { name: "z", value: "last", differs: false, pending: false },
  ];

  it("include expanded members, copies and the editor", () => {
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
    const places = rows.flatMap((row) => (row.type === "value" ? [`${row.position} of ${row.siblings}`] : []));
    expect(places).toStrictEqual(["1 of 2", "1 of 2", "1 of 1", "2 of 2", "1 of 1", "2 of 2"]);
    const expandable = rows.flatMap((row) => (row.type === "value" && isExpandable(row) ? [row.path.join(".")] : []));
    expect(expandable).toStrictEqual(["a", "a.b", "a.d"]);
  });

  it("are found by position", () => {
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
