import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { cycles, folderGraph, type Graph, importGraph } from "../../sdk/test/support/import-graph.ts";

const WEB = fileURLToPath(new URL("../../", import.meta.url));
const FOLDERS = ["studio/src", "fake-gateway", "e2e"];
const MAX_LINES = 400;

function sources(): Array<{ file: string; text: string }> {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(WEB, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(ts|css)$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file))
      .map((file) => ({ file: `${folder}/${file}`, text: readFileSync(join(WEB, folder, file), "utf8") })),
  );
}

/** Returns the imports from files that match one pattern of files that match another. */
function imports(graph: Graph, from: RegExp, to: RegExp): string[] {
  return [...graph]
    .filter(([file]) => from.test(file))
    .flatMap(([file, targets]) => targets.filter((target) => to.test(target)).map((target) => `${file} → ${target}`));
}

describe("the sources of the studio", () => {
  const graph = importGraph(join(WEB, "studio/src"));

  it("have no import cycles between files or folders", () => {
    expect(graph.size).toBeGreaterThan(60);
    expect(cycles(graph)).toStrictEqual([]);
    expect(cycles(folderGraph(graph))).toStrictEqual([]);
  });

  it("of a page import no other page", () => {
    const pages = [...graph.keys()].flatMap((file) => /^pages\/([\w-]+)\/index\.ts$/.exec(file)?.[1] ?? []);
    expect(pages.sort()).toStrictEqual(["calls", "chat", "flash", "live", "objects", "rooms", "sign-in", "watch"]);
    for (const page of pages) {
      expect(imports(graph, new RegExp(`^pages/${page}/`), new RegExp(`^pages/(?!${page}/)`))).toStrictEqual([]);
    }
  });

  it("of a page import the styles that all pages share, those for forced colours after their own", () => {
    const pages = [...graph.keys()].filter((file) => /^pages\/[\w-]+\/index\.ts$/.test(file));
    for (const page of pages) {
      const text = readFileSync(join(WEB, "studio/src", page), "utf8");
      const styles = [...text.matchAll(/"(.*\.css)"/g)].map(([, file]) => file);
      const ui = (name: string) => `../../shared/ui/${name}.css`;
      expect(styles.slice(0, 4), page).toStrictEqual(["tokens", "base", "controls", "layout"].map(ui));
      expect(styles.at(-1), page).toBe(ui("forced-colors"));
    }
  });

  it("that pages share import no page", () => {
    expect(imports(graph, /^shared\//, /^pages\//)).toStrictEqual([]);
  });
});

describe("the sources of the fake gateway", () => {
  it("have no import cycles", () => {
    expect(cycles(importGraph(join(WEB, "fake-gateway")))).toStrictEqual([]);
  });
});

describe("the sources of studio, fake gateway and browser tests", () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    // A catalogue is one file per language.
    const long = sources().filter(
      ({ file, text }) => !/\.test\.ts$|\/i18n\/[a-z]{2}\.ts$/.test(file) && text.split("\n").length - 1 > MAX_LINES,
    );
    expect(long.map(({ file }) => file)).toStrictEqual([]);
  });
});
