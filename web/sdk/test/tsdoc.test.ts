import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const WEB = fileURLToPath(new URL("../../", import.meta.url));

/** Folders whose sources are checked. */
const ROOTS = ["sdk", "studio", "e2e", "fake-gateway"];

const SKIPPED = new Set(["node_modules", "dist", "public", "test-results", "playwright-report"]);

/** Openings of a summary that name nothing: a summary is a noun phrase or starts with a third-person verb. */
const FORBIDDEN =
  /^(?:What|Who|Whom|Whose|Whoever|It|That|Those|Of|From now on|One that|The same|Likewise)(?![\p{L}\p{N}])/u;

const DOC = /\/\*\*(.*?)\*\//gs;

interface Summary {
  line: number;
  text: string;
}

/** Returns the summaries of all documentation comments: their text up to the first block tag, on one line. */
function summaries(source: string): Summary[] {
  return [...source.matchAll(DOC)].map((match) => ({
    line: source.slice(0, match.index).split("\n").length,
    text: summary(match[1] ?? ""),
  }));
}

function summary(comment: string): string {
  const text = comment.replace(/^\s*\* ?/gm, "").trim();
  return (text.replace(/^@internal\s*/, "").split(/^@/m)[0] ?? "").replace(/\s+/g, " ").trim();
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      return SKIPPED.has(entry.name) ? [] : sources(path);
    }
    return entry.name.endsWith(".ts") ? [path] : [];
  });
}

/** Wraps lines into a documentation comment, which this file must not contain itself. */
const doc = (...lines: string[]) => ["/", "**", lines.map((line) => `\n * ${line}`).join(""), "\n */"].join("");

describe("summaries of documentation comments", () => {
  it.each([
    [doc("What a page knows."), "What a page knows."],
    [doc("Of these,", "two count.", "", "@returns the sum"), "Of these, two count."],
    [`const a = 1;\n${doc("@internal It is over.")}`, "It is over."],
    [doc("From now on: no more."), "From now on: no more."],
    [doc("The same."), "The same."],
  ])("are found in %j, and forbidden", (source, text) => {
    expect(summaries(source).map((each) => each.text)).toStrictEqual([text]);
    expect(text).toMatch(FORBIDDEN);
  });

  it.each(["Whether it ends.", "Iterates over items.", "Offset in bytes.", "Items, oldest first.", "Thatcher.", ""])(
    "may open as %j does",
    (text) => {
      expect(text).not.toMatch(FORBIDDEN);
    },
  );

  it("name a line", () => {
    const [, second] = summaries(`${doc("A.")}\nlet a;\n\n${doc("B", "c.")}`);
    expect(second).toStrictEqual({ line: 6, text: "B c." });
  });

  it("do not open with a forbidden word", () => {
    const files = ROOTS.map((root) => join(WEB, root)).flatMap(sources);
    expect(files.length).toBeGreaterThan(200);
    const found = files.flatMap((file) =>
      summaries(readFileSync(file, "utf8"))
        .filter(({ text }) => FORBIDDEN.test(text))
        .map(({ line, text }) => `${relative(WEB, file)}:${line}: ${text.slice(0, 60)}`),
    );
    expect(found).toStrictEqual([]);
  });
});
