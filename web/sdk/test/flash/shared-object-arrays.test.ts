import { describe, expect, it } from "vitest";
import { dataOf } from "../../src/flash/shared-object-data.ts";
import { childOf, withChild } from "../../src/flash/shared-object-path.ts";
import type { Value } from "../../src/index.ts";

type Any = ReturnType<typeof JSON.parse>;

/** The data of a shared object, and the slots that were written, as they are sent. */
function shared(slots: { [slot: string]: Value }) {
  let held = slots;
  const writes: string[] = [];
  const data: Any = dataOf(
    () => held,
    ([slot = "", ...inside], value) => {
      writes.push(slot);
      held = withChild(held as Value, [slot], withChild(childOf(held, slot), inside, value)) as typeof held;
    },
  );
  return { data, writes, held: () => held as Any };
}

/** Pseudo-random numbers, the same in each run. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

/** Operation on an array, and its description. */
function operation(next: (below: number) => number): [string, (array: Any) => unknown] {
  const index = () => next(12) - 4;
  const values = Array.from({ length: next(4) }, () => (next(3) === 0 ? { n: next(9) } : next(99)));
  const [a, b, c] = [index(), index(), index()];
  const [x, y] = [next(14), next(8)];
  const all: Array<[string, (array: Any) => unknown]> = [
    [`push ${JSON.stringify(values)}`, (array) => array.push(...values)],
    ["pop", (array) => array.pop()],
    ["shift", (array) => array.shift()],
    [`unshift ${JSON.stringify(values)}`, (array) => array.unshift(...values)],
    [`splice ${a} ${y} ${JSON.stringify(values)}`, (array) => array.splice(a, y, ...values)],
    [`splice ${a}`, (array) => array.splice(a)],
    ["sort", (array) => array.sort() === array],
    ["sort by number", (array) => array.sort((p: Any, q: Any) => (p?.n ?? p) - (q?.n ?? q)) === array],
    ["reverse", (array) => array.reverse() === array],
    [`fill ${x} ${a} ${b}`, (array) => array.fill(x, a, b) === array],
    [`copyWithin ${a} ${b} ${c}`, (array) => array.copyWithin(a, b, c) === array],
    [`length = ${y}`, (array) => (array.length = y)],
    [`delete ${y}`, (array) => delete array[y]],
    [`[${x}] = ${y}`, (array) => (array[x] = y)],
    [`[${x}] = null`, (array) => (array[x] = null)],
    [`[${x}] = undefined`, (array) => (array[x] = undefined)],
  ];
  return all[next(all.length)] as [string, (array: Any) => unknown];
}

describe("an array of a shared object", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("behaves as any array (%i)", (seed) => {
    const next = random(seed);
    const plain: Any = [3, { n: 1 }, "two"];
    const { data, writes, held } = shared({ list: [3, { n: 1 }, "two"], rest: 1 });
    const view = data.list;
    const done: string[] = [];
    for (let i = 0; i < 60; i++) {
      const [words, act] = operation(next);
      done.push(words);
      const before = writes.length;
      expect(act(view), done.join("; ")).toStrictEqual(act(plain));
      expect(held().list, done.join("; ")).toStrictEqual(plain);
      expect(writes.length - before, done.join("; ")).toBe(1);
      expect([view.length, Object.keys(view), JSON.stringify(view)]).toStrictEqual([
        plain.length,
        Object.keys(plain),
        JSON.stringify(plain),
      ]);
    }
    expect(held().rest).toBe(1);
  });

  it("can be changed at any depth", () => {
    const { data, held } = shared({ a: { list: [[1], { b: [2] }] } });
    data.a.list[0].push(5);
    data.a.list[1].b.unshift(0);
    data.a.list[1].c = 3;
    delete data.a.list[1].b[0];
    expect(held()).toStrictEqual({ a: { list: [[1, 5], { b: Object.assign([], { 1: 2 }), c: 3 }] } });
  });

  it("can be changed by methods of Array that are called on it", () => {
    const { data, held } = shared({ list: [1] });
    Array.prototype.push.call(data.list, 2, 3);
    Object.defineProperty(data.list, 3, { value: 4 });
    expect(held().list).toStrictEqual([1, 2, 3, 4]);
  });

  it("can be assigned values derived from it", () => {
    const { data, held } = shared({ list: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    data.list = data.list.filter(({ n }: Any) => n !== 1);
    expect(held().list).toStrictEqual([{ n: 2 }, { n: 3 }]);
    data.list = [...data.list].reverse();
    expect(held().list).toStrictEqual([{ n: 3 }, { n: 2 }]);
    data.list.push(data.list[0]);
    data.copy = { of: data.list };
    data.list[0].n = 9;
    expect(held()).toStrictEqual({
      list: [{ n: 9 }, { n: 2 }, { n: 3 }],
      copy: { of: [{ n: 3 }, { n: 2 }, { n: 3 }] },
    });
    data.list.push(data.list);
    expect(held().list[3]).toStrictEqual([{ n: 9 }, { n: 2 }, { n: 3 }]);
  });

  it("keeps assigned objects, so that they can be changed and set dirty", () => {
    const { data, held } = shared({});
    const list = [{ n: 1 }];
    data.list = list;
    expect(held().list).toBe(list);
  });

  it("is bounded, and not changed beyond its bound", () => {
    const { data, writes, held } = shared({ list: [1] });
    const over = new RangeError("an array of 70001 elements, expected up to 65536");
    expect(() => (data.list[70_000] = 1)).toThrow(over);
    expect(() => (data.list.length = 4_294_967_295)).toThrow(RangeError);
    expect(() => (data.list.length = -1)).toThrow(RangeError);
    expect(() => data.list.push(...new Array(65_536))).toThrow(RangeError);
    expect(() => delete data.list.length).toThrow(TypeError);
    expect(writes).toStrictEqual([]);
    expect(held().list).toStrictEqual([1]);
  });

  it("has no effect after it was replaced", () => {
    const { data, held } = shared({ list: [1], other: {} });
    const { list, other } = data;
    data.list = "text";
    data.other = [2];
    expect(list.push(2)).toBe(1);
    expect([list.length, Object.keys(list), Object.keys(other)]).toStrictEqual([0, [], []]);
    expect(held()).toStrictEqual({ list: "text", other: [2] });
  });

  it.each([
    [["list", "length"], 1, [1]],
    [["list", "3"], 4, [1, 2, undefined, 4]],
    [["list", "1"], undefined, [1]],
    [["list", "__proto__"], 4, [1, 2]],
  ] as const)("can be written by Flash's path %j", (path, value, expected) => {
    const list = (withChild({ list: [1, 2] }, path, value as Value) as Any).list;
    expect(Array.isArray(list)).toBe(true);
    expect([...list].filter((each, i) => each !== undefined || i < list.length - 1)).toStrictEqual(expected);
  });
});
