import { defineConfig } from "vite";
import { aliases } from "../aliases.ts";

/** `multiconnection-elements.js`, for a script tag of type module, and beside it the worker and what is loaded later. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  worker: { format: "es" },
  experimental: {
    renderBuiltUrl: (file, { type }) => (type === "asset" ? { runtime: JSON.stringify(file) } : { relative: true }),
  },
  build: {
    target: "es2022",
    outDir: "dist/script",
    emptyOutDir: false,
    lib: {
      entry: "src/elements/script.ts",
      formats: ["es"],
      fileName: () => "multiconnection-elements.js",
    },
  },
});
