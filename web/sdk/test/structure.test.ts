import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cycles, folderGraph, importGraph, imports } from "./support/import-graph.ts";

const SDK = fileURLToPath(new URL("../", import.meta.url));
const SRC = join(SDK, "src");
const MAX_LINES = 400;

describe("import cycles", () => {
  it("are found by the search", () => {
    const graph = new Map([
      ["a", ["b", "c"]],
      ["b", ["c"]],
      ["c", ["d"]],
      ["d", ["b"]],
    ]);
    expect(cycles(graph)).toStrictEqual([["b", "c", "d", "b"]]);
    expect(cycles(new Map([["a", ["a"]]]))).toStrictEqual([["a", "a"]]);
  });

  it("include type-only imports, re-exports and dynamic imports", () => {
    const source = `import type { A } from "./a.ts";
export * from "../b/b.ts";
const c = await import("./c.ts");
import "./d.ts";
import url from "./e.ts?worker&url";
import { lit } from "lit";`;
    expect(imports("x/y.ts", source)).toStrictEqual(["x/a.ts", "b/b.ts", "x/c.ts", "x/d.ts", "x/e.ts"]);
  });

  it("do not exist between the files of the SDK", () => {
    const graph = importGraph(SRC);
    expect(graph.size).toBeGreaterThan(100);
    const missing = [...graph.values()].flat().filter((file) => !graph.has(file));
    expect(missing).toStrictEqual([]);
    expect(cycles(graph)).toStrictEqual([]);
  });

  it("do not exist between the folders of the SDK", () => {
    expect(cycles(folderGraph(importGraph(SRC)))).toStrictEqual([]);
  });
});

describe("the files of the SDK", () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const files = ["src", "test"].flatMap((folder) =>
      readdirSync(join(SDK, folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => join(folder, file)),
    );
    const long = files.filter((file) => readFileSync(join(SDK, file), "utf8").split("\n").length - 1 > MAX_LINES);
    expect(files.length).toBeGreaterThan(150);
    expect(long).toStrictEqual([]);
  });

  it("in the root are only the entry point", () => {
    const root = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isFile());
    expect(root.map(({ name }) => name)).toStrictEqual(["index.ts"]);
  });
});
