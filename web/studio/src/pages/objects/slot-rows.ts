import type { Value } from "multiconnection";
import { membersOf, preview } from "../../shared/values/value-view.ts";
import type { Slot } from "./object-inspector.ts";

/** A line of the tree: a slot, or something inside one. */
export interface ValueRow {
  readonly type: "value";
  /** Of the row, whatever else is above it. */
  readonly key: string;
  /** From the slot down. */
  readonly path: readonly string[];
  readonly value: Value;
  readonly isOpen: boolean;
  /** Whether it can be written by itself. */
  readonly writable: boolean;
  /** The slot, where this is its row. */
  readonly slot?: Slot;
}

/** Room below a row: for each server's own value, or to write another one. */
export interface PanelRow {
  readonly type: "copies" | "editor";
  readonly key: string;
  readonly path: readonly string[];
}

export type Row = ValueRow | PanelRow;

/** What of a tree is open. */
export interface TreeState {
  /** Keys of rows. */
  readonly open: ReadonlySet<string>;
  /** Key of the row that is written. */
  readonly editing?: string;
}

/** Names a row by its path. */
export function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The rows of a tree, as they are below each other. */
export function rowsOf(slots: readonly Slot[], state: TreeState): Row[] {
  const rows: Row[] = [];
  for (const slot of slots) {
    add(rows, slot.value, [slot.name], true, state, slot);
  }
  return rows;
}

/** The lines of one value. A cyclic one goes on for as long as somebody opens it. */
function add(
  rows: Row[],
  value: Value,
  path: readonly string[],
  writable: boolean,
  state: TreeState,
  slot?: Slot,
): void {
  const key = keyOf(path);
  const isOpen = state.open.has(key);
  rows.push({ type: "value", key, path, value, isOpen, writable, ...(slot && { slot }) });
  if (state.editing === key) {
    rows.push({ type: "editor", key: `${key} editor`, path });
  }
  if (isOpen && slot?.differs) {
    rows.push({ type: "copies", key: `${key} copies`, path });
  }
  for (const { name, value: member, named } of isOpen ? membersOf(value) : []) {
    add(rows, member, [...path, name], writable && named, state);
  }
}

/** Where rows stand that are not all of one height. */
export class RowPositions {
  readonly #tops: number[];
  /** Of all rows, in pixels. */
  readonly height: number;

  constructor(heights: readonly number[]) {
    let top = 0;
    this.#tops = heights.map((height) => {
      top += height;
      return top - height;
    });
    this.height = top;
  }

  /** Pixels from the first row's top to that of row `index`. */
  top(index: number): number {
    return this.#tops[index] ?? this.height;
  }

  /** Which rows are between two heights, in pixels: from the first to before the second number. */
  between(from: number, to: number): [number, number] {
    const first = Math.max(0, this.#after(from) - 1);
    return [first, this.#after(to)];
  }

  /** How many rows begin at or above a height. */
  #after(height: number): number {
    let [low, high] = [0, this.#tops.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#tops[middle] ?? 0) <= height) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}

/** Slots whose name or value has a text; or only those whose copies differ. */
export function filtered(slots: readonly Slot[], text: string, onlyDiffering: boolean): readonly Slot[] {
  const needle = text.trim().toLowerCase();
  if (needle === "" && !onlyDiffering) {
    return slots;
  }
  return slots.filter(
    ({ name, value, differs }) =>
      (!onlyDiffering || differs) &&
      (name.toLowerCase().includes(needle) || preview(value).toLowerCase().includes(needle)),
  );
}
