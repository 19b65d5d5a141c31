import { readFileSync } from "node:fs";

const KINDS = ["constructor", "static", "method", "property", "handler", "event", "message"] as const;
const STATUSES = ["works", "differs", "not"] as const;
const VERSIONS = ["2", "3", "2, 3", "2004", "+"];

/** Kind of a member of a Flash class. */
export type Kind = (typeof KINDS)[number];

/** Member of a Flash class, as `flash-compatibility.md` describes it. */
export interface Row {
  readonly name: string;
  readonly kind: Kind;
  readonly status: (typeof STATUSES)[number];
  readonly note: string;
}

/** Rows of the tables in `flash-compatibility.md`, by section. */
export const COMPATIBILITY: { readonly [section: string]: readonly Row[] } = parsed(
  readFileSync(new URL("../../../flash-compatibility.md", import.meta.url), "utf8"),
);

/** @throws TypeError if there is no such section */
export function rowsOf(section: string): readonly Row[] {
  const rows = COMPATIBILITY[section];
  if (rows === undefined) {
    throw new TypeError(`no section ${section}`);
  }
  return rows;
}

function parsed(page: string): { [section: string]: Row[] } {
  const sections = page.split(/^## /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const [title = "", ...lines] = section.split("\n");
      const table = lines.filter((line) => line.startsWith("| `"));
      return [title, table.flatMap((line) => rows(line, lines))];
    }),
  );
}

/** Returns a row for each member that a line of a table names. */
function rows(line: string, lines: readonly string[]): Row[] {
  const cells = line.split(" | ").map((cell) => cell.replace(/^\| |\s*\|$/g, "").trim());
  const [members = "", kind, version, status, note = ""] = cells;
  if (!isOneOf(KINDS, kind) || !isOneOf(STATUSES, status) || !isOneOf(VERSIONS, version)) {
    throw new TypeError(`line ${lines.indexOf(line)}: ${line}`);
  }
  const names = [...members.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name = ""]) => name);
  return names.map((name) => ({ name, kind, status, note }));
}

function isOneOf<T extends string>(values: readonly T[], value: string | undefined): value is T {
  return (values as readonly (string | undefined)[]).includes(value);
}
