import type { Plugin } from "vite";

/** Start of a worker in the module that Vite makes of an import with `?worker&inline`. */
const START = "new Worker(objURL,";

/**
 * Passes the URL of an embedded worker through the option `trust` of its constructor, as pages that require Trusted Types
 * accept no string there.
 */
export function embeddedWorker(): Plugin {
  return {
    name: "embedded-worker",
    apply: "build",
    transform(code, id) {
      if (!/\?worker&inline$/.test(id)) {
        return undefined;
      }
      if (!code.includes(START)) {
        throw new Error(`${id} without "${START}", expected the module of Vite 8`);
      }
      return { code: code.replace(START, "new Worker(options.trust(objURL),"), map: null };
    },
  };
}
