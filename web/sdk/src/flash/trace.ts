/**
 * Writes to the console and dispatches an event `trace` on the window with the text as `detail`.
 *
 * @param values joined with spaces, as in ActionScript 3
 */
export function trace(...values: unknown[]): void {
  console.log(...values);
  if (typeof globalThis.dispatchEvent === "function") {
    globalThis.dispatchEvent(new CustomEvent("trace", { detail: values.map(text).join(" ") }));
  }
}

function text(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "[object]";
  }
}
