import { defineConfig } from "vite";
import { aacEncoder } from "../aac-encoder.ts";

/** `dist/worker.js`, for pages that host the worker. The other builds contain the same code. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [aacEncoder()],
  build: {
    target: "es2022",
    emptyOutDir: false,
    lib: {
      entry: "src/worker/worker.ts",
      formats: ["iife"],
      name: "MultiConnectionWorker",
      fileName: () => "worker.js",
    },
  },
});
