import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Relative imports, exports and dynamic imports of a module. Type-only ones count: they, too, tie two files together. */
const IMPORT = /\b(?:from|import)\s*\(?\s*"(\.[^"?]+)/g;

/** Edges of a graph by node. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** Returns the imports of each module in a folder, tests excluded. */
export function importGraph(root: string): Graph {
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(?<!\.test)\.[jt]s$/.test(file),
  );
  return new Map(files.map((file) => [file, imports(file, readFileSync(join(root, file), "utf8"))]));
}

/** Returns the files that a source imports. */
export function imports(file: string, source: string): string[] {
  return [...source.matchAll(IMPORT)].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

/** Returns the graph of folders: an edge for each import of a file in another folder. */
export function folderGraph(files: Graph): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [file, targets] of files) {
    const from = dirname(file);
    const to = targets.map((target) => dirname(target)).filter((folder) => folder !== from);
    folders.set(from, new Set([...(folders.get(from) ?? []), ...to]));
  }
  return new Map([...folders].map(([from, to]) => [from, [...to]]));
}

/** Returns one cycle for each edge that closes one in a depth-first search; empty if and only if there is no cycle. */
export function cycles(graph: Graph): string[][] {
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
