import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { aliases } from "../aliases.ts";

const mpegts = fileURLToPath(new URL("./src/flash/script-mpegts.ts", import.meta.url));

/** `multiconnection-flash.js`, for a classic script tag, and beside it the worker and mpegts.js. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: {
    alias: [
      ...Object.entries(aliases).map(([find, replacement]) => ({ find, replacement })),
      { find: /^\.\/load-mpegts\.ts$/, replacement: mpegts },
    ],
  },
  worker: { format: "es" },
  // The script finds what it loads by its own address, which `script-worker.ts` knows.
  experimental: {
    renderBuiltUrl: (file, { hostType }) => (hostType === "js" ? { runtime: JSON.stringify(file) } : {}),
  },
  build: {
    target: "es2022",
    outDir: "dist/script",
    // The SDK's own way to its worker, unused here, which a classic script cannot have.
    rolldownOptions: { transform: { define: { "import.meta.url": "location.href" } } },
    lib: {
      entry: "src/flash/script.ts",
      formats: ["iife"],
      name: "MultiConnectionFlash",
      fileName: () => "multiconnection-flash.js",
    },
  },
});
