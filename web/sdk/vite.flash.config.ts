import { defineConfig } from "vite";
import { aliases } from "../aliases.ts";

/** `multiconnection-flash.js`, for a classic script tag, and the worker beside it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  worker: { format: "es" },
  // The script finds its worker by its own address, which `script-worker.ts` knows.
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
