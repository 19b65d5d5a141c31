import type { Value } from "multiconnection";
import { membersOf, preview } from "../../shared/values/value-view.ts";
import type { Slot } from "./object-inspector.ts";

/** Row of the tree: a slot, or a member of its value. */
export interface ValueRow {
  readonly type: "value";
  /** Stable key of the row. */
  readonly key: string;
  /** Path from the slot to the value. */
  readonly path: readonly string[];
  readonly value: Value;
  readonly isOpen: boolean;
  /** Position among its siblings, from 1, and their number. */
  readonly position: number;
  readonly siblings: number;
  /** Whether the value can be written on its own. */
  readonly writable: boolean;
  /** The slot, if this is the row of a slot. */
  readonly slot?: Slot;
}

/** Panel below a row: the value of each server, or an editor. */
export interface PanelRow {
  readonly type: "copies" | "editor";
  readonly key: string;
  readonly path: readonly string[];
}

export type Row = ValueRow | PanelRow;

/** Expanded and edited rows of a tree. */
export interface TreeState {
  /** Keys of the expanded rows. */
  readonly open: ReadonlySet<string>;
  /** Key of the edited row. */
  readonly editing?: string;
}

/** Returns the key of a row. */
export function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** Returns the visible rows of a tree, from top to bottom. */
export function rowsOf(slots: readonly Slot[], state: TreeState): Row[] {
  const rows: Row[] = [];
  for (const [i, slot] of slots.entries()) {
    const place = { position: i + 1, siblings: slots.length };
    add(rows, { path: [slot.name], value: slot.value, writable: true, slot, ...place }, state);
  }
  return rows;
}

/** Adds the rows of one value. Cyclic values can be expanded without end, one level at a time. */
function add(rows: Row[], row: Omit<ValueRow, "type" | "key" | "isOpen">, state: TreeState): void {
  const { path, value, writable, slot } = row;
  const key = keyOf(path);
  const isOpen = state.open.has(key);
  rows.push({ type: "value", key, isOpen, ...row });
  if (state.editing === key) {
    rows.push({ type: "editor", key: `${key} editor`, path });
  }
  if (isOpen && slot?.differs) {
    rows.push({ type: "copies", key: `${key} copies`, path });
  }
  const members = isOpen ? membersOf(value) : [];
  for (const [i, { name, value: member, named }] of members.entries()) {
    const place = { position: i + 1, siblings: members.length };
    add(rows, { path: [...path, name], value: member, writable: writable && named, ...place }, state);
  }
}

/** Returns whether a row can be expanded: to its members, or to the values of each server. */
export function isExpandable({ value, slot }: ValueRow): boolean {
  return slot?.differs === true || membersOf(value).length > 0;
}

/** Positions of rows with different heights. */
export class RowPositions {
  readonly #tops: number[];
  /** Total height in pixels. */
  readonly height: number;

  constructor(heights: readonly number[]) {
    let top = 0;
    this.#tops = heights.map((height) => {
      top += height;
      return top - height;
    });
    this.height = top;
  }

  /** Returns the top of a row in pixels. */
  top(index: number): number {
    return this.#tops[index] ?? this.height;
  }

  /** Returns the range of rows between two positions in pixels; the end is exclusive. */
  between(from: number, to: number): [number, number] {
    const first = Math.max(0, this.#after(from) - 1);
    return [first, this.#after(to)];
  }

  /** Returns the number of rows that start at or above a position. */
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

/** Returns the slots whose name or value contains a text, optionally only those whose copies differ. */
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
