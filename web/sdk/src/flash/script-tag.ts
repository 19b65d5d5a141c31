const tag = globalThis.document?.currentScript;
const script = tag instanceof HTMLScriptElement ? tag : undefined;

/** Returns the current script tag, which a page exposes only while the script runs. */
export function scriptTag(): HTMLScriptElement | undefined {
  return script;
}

/** Returns the URL of the script. Files that it loads are next to it. */
export function scriptUrl(): string {
  return script?.src || location.href;
}
