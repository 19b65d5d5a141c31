import { defineConfig } from "vite";
import { aliases } from "../aliases.ts";

export default defineConfig({
  root: import.meta.dirname,
  // Relative, so that the worker and the AAC chunk are found wherever the package ends up.
  base: "./",
  resolve: { alias: aliases },
  worker: { format: "es" },
  build: {
    target: "es2022",
    lib: {
      entry: { index: "src/index.ts", "flash/index": "src/flash/index.ts", "elements/index": "src/elements/index.ts" },
      formats: ["es"],
      fileName: (_, name) => `${name}.js`,
    },
    sourcemap: true,
  },
});
