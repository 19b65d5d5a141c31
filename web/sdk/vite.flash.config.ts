import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { aacEncoder } from "../aac-encoder.ts";
import { aliases } from "../aliases.ts";
import { embeddedWorker } from "../embedded-worker.ts";

const source = (file: string) => fileURLToPath(new URL(`./src/flash/${file}`, import.meta.url));

/** Removes the link of mpegts.js to a source map that is not in the package. */
const withoutSourceMap: Plugin = {
  name: "without-source-map",
  generateBundle(_, bundle) {
    for (const file of Object.values(bundle)) {
      if (file.type === "asset") {
        file.source = String(file.source).replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
      }
    }
  },
};

/**
 * `multiconnection-flash.js`, for a classic script tag. It loads `mpegts.js` of this build and `aac-wasm.js` of the build
 * of the elements by its own address.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: {
    alias: [
      ...Object.entries(aliases).map(([find, replacement]) => ({ find, replacement })),
      { find: /^\.\/load-mpegts\.ts$/, replacement: source("script-mpegts.ts") },
      { find: /^\.\/aac-chunk\.ts$/, replacement: source("script-aac.ts") },
    ],
  },
  plugins: [embeddedWorker(), withoutSourceMap],
  worker: { plugins: () => [aacEncoder()] },
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === "js" ? { runtime: JSON.stringify(file) } : {}),
  },
  build: {
    target: "es2022",
    outDir: "dist/script",
    lib: {
      entry: "src/flash/script.ts",
      formats: ["iife"],
      name: "MultiConnectionFlash",
      fileName: () => "multiconnection-flash.js",
    },
  },
});
