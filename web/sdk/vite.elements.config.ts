import { defineConfig } from "vite";
import { aacEncoder } from "../aac-encoder.ts";
import { aliases } from "../aliases.ts";
import { embeddedWorker } from "../embedded-worker.ts";
import { worklet } from "../worklet.ts";

/** `multiconnection-elements.js`, for a script tag of type module, and the chunks that it loads later. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: [aacEncoder(), embeddedWorker(), worklet()],
  worker: { plugins: () => [aacEncoder()] },
  build: {
    target: "es2022",
    outDir: "dist/script",
    emptyOutDir: false,
    lib: {
      entry: "src/elements/script.ts",
      formats: ["es"],
      fileName: () => "multiconnection-elements.js",
    },
    rolldownOptions: {
      // The library mode of Vite does not remove white space from modules by itself.
      // The script of the Flash classes loads aac-wasm.js, too.
      output: {
        minify: true,
        chunkFileNames: ({ name }) => (/aac-wasm$/.test(name) ? "aac-wasm.js" : "chunks/[name]-[hash].js"),
      },
    },
  },
});
