import type { Value } from "../values/values.ts";
import { bounded, childOf, isPlain, setElement } from "./shared-object-path.ts";

/** Methods that change an array in place. */
const METHODS = ["push", "pop", "shift", "unshift", "splice", "sort", "reverse", "fill", "copyWithin"] as const;

/** Methods whose result is the array itself. */
const RETURN_THIS: ReadonlySet<string> = new Set(["sort", "reverse", "fill", "copyWithin"]);

type Method = (...args: unknown[]) => unknown;

/** Mutating methods of an array in a shared object. */
export interface ArrayChanges {
  readonly methods: ReadonlyMap<string | symbol, Method>;
  set(key: string, value: Value): void;
  delete(key: string): boolean;
}

/**
 * Creates the mutating methods of an array. Each one changes a copy and writes it.
 *
 * @param change passes a copy to its argument, and writes it afterwards
 * @param self the array as the application sees it
 */
export function changesOf(change: <T>(act: (array: Value[]) => T) => T, self: () => Value[]): ArrayChanges {
  const method =
    (name: (typeof METHODS)[number]): Method =>
    (...args) => {
      const result = change((array) => {
        const given = args.map((arg) => withoutViews(arg as Value));
        return bounded(array, (Array.prototype[name] as unknown as Method).apply(array, given));
      });
      return RETURN_THIS.has(name) ? self() : result;
    };
  return {
    methods: new Map(METHODS.map((name) => [name, method(name)])),
    set: (key, value) => change((array) => bounded(array, setElement(array, key, value))),
    delete: (key) => (key === "length" ? false : change((array) => delete array[key as unknown as number])),
  };
}

const VIEWS = new WeakMap<object, () => Value>();

/** Registers a view, and a function that reads its value. */
export function registerView(view: object, read: () => Value): void {
  VIEWS.set(view, read);
}

/** Replaces all views in a value by their current values. Copies only what contains a view. */
export function withoutViews(value: Value): Value {
  return holdsView(value, new Set()) ? copied(value, new Map()) : value;
}

function isContainer(value: unknown): value is { [key: string]: Value } {
  return Array.isArray(value) || isPlain(value);
}

function holdsView(value: Value, seen: Set<unknown>): boolean {
  if (typeof value === "object" && value !== null && VIEWS.has(value)) {
    return true;
  }
  if (!isContainer(value) || seen.has(value)) {
    return false;
  }
  seen.add(value);
  return Object.keys(value).some((key) => holdsView(childOf(value, key), seen));
}

function copied(value: Value, copies: Map<unknown, Value>): Value {
  const read = typeof value === "object" && value !== null ? VIEWS.get(value) : undefined;
  if (read !== undefined) {
    return read();
  }
  if (!isContainer(value)) {
    return value;
  }
  const made = copies.get(value);
  if (made !== undefined) {
    return made;
  }
  const copy: { [key: string]: Value } = (Array.isArray(value) ? new Array(value.length) : {}) as never;
  copies.set(value, copy as Value);
  for (const key of Object.keys(value)) {
    const child = copied(value[key], copies);
    Object.defineProperty(copy, key, { value: child, writable: true, enumerable: true, configurable: true });
  }
  return copy as Value;
}
