import type { WorkerPort } from "../session/worker-port.ts";

const tag = globalThis.document?.currentScript;
const script = tag instanceof HTMLScriptElement ? tag : undefined;

/** The script tag that is running now: only while it runs does a page tell which one that is. */
export function scriptTag(): HTMLScriptElement | undefined {
  return script;
}

/** Where the script is from, and what it loads lies beside it. */
export function scriptUrl(): string {
  return script?.src || location.href;
}

/**
 * Starts a worker that lies beside a script. It must be of the page's own origin; where the script is not, a line that is
 * imports it.
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
