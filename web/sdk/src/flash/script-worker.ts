import type { WorkerPort } from "../session/worker-port.ts";

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

/**
 * Starts a worker from a file next to a script. A worker must have the page's origin; for a script of another origin, a
 * Blob worker imports it.
 */
export function startWorkerBeside(script: string, path: string): WorkerPort {
  const url = new URL(path, script);
  const options = { type: "module", name: "multiconnection" } as const;
  if (url.origin === location.origin) {
    return new Worker(url, options) as unknown as WorkerPort;
  }
  const line = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" }));
  return new Worker(line, options) as unknown as WorkerPort;
}
