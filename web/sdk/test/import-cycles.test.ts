import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));

/** Relative imports, exports and dynamic imports of a module. Type-only ones count: they, too, tie two files together. */
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"?]+)/g;

type Graph = ReadonlyMap<string, readonly string[]>;

function importGraph(root: string): Graph {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return new Map(files.map((file) => [file, imports(file, readFileSync(join(root, file), "utf8"))]));
}

function imports(file: string, source: string): string[] {
  return [...source.matchAll(IMPORT)].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

/** Returns the graph of folders: an edge for each import of a file in another folder. */
function folderGraph(files: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of files) {
    const from = dirname(file);
    const to = targets.map((target) => dirname(target)).filter((folder) => folder !== from);
    folders.set(from, new Set([...(folders.get(from) ?? []), ...to]));
  }
  return new Map([...folders].map(([from, to]) => [from, [...to]]));
}

/** Returns one cycle for each edge that closes one in a depth-first search; empty if and only if there is no cycle. */
function cycles(graph: Graph): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const visit = (node: string, path: string[]): void => {
    const start = path.indexOf(node);
    if (start >= 0) {
      found.push([...path.slice(start), node]);
    } else if (!done.has(node)) {
      for (const target of graph.get(node) ?? []) {
        visit(target, [...path, node]);
      }
      done.add(node);
    }
  };
  for (const node of graph.keys()) {
    visit(node, []);
  }
  return found;
}

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
