import type { Link } from "../link.ts";

/**
 * Starts the worker that lies beside the script. A worker must be of the page's own origin; where the script is not, a
 * line that is imports it.
 */
export function beside(script: string, path: string): Link {
  const url = new URL(path, script);
  const options = { type: "module", name: "multiconnection" } as const;
  if (url.origin === location.origin) {
    return new Worker(url, options) as unknown as Link;
  }
  const line = URL.createObjectURL(new Blob([`import ${JSON.stringify(url.href)};`], { type: "text/javascript" }));
  return new Worker(line, options) as unknown as Link;
}
