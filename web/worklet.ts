import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const FILE = new URL("./sdk/src/capture/capture-processor.js", import.meta.url);

/** Adds the module of the AudioWorklet as the file `worklet.js`, for pages and scripts that do not load it from a `blob:` URL. */
export function worklet(): Plugin {
  return {
    name: "worklet",
    generateBundle() {
      this.emitFile({ type: "asset", fileName: "worklet.js", source: readFileSync(FILE, "utf8") });
    },
  };
}
