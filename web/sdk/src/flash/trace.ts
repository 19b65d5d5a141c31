/**
 * Writes to the console, and tells the window: an event `trace` whose `detail` is the text.
 *
 * @param values are written with a space between them, as in ActionScript 3
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
