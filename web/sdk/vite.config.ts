import type { Plugin, Rolldown } from "vite";
import { defineConfig } from "vite";
import { aacEncoder, aacEncoderParts } from "../aac-encoder.ts";
import { aliases } from "../aliases.ts";
import { embeddedWorker } from "../embedded-worker.ts";
import { worklet } from "../worklet.ts";

/** Adds the WebAssembly of the AAC encoder as a file, and removes source maps of third-party code and of the embedded worker. */
function files(): Plugin {
  return {
    name: "files",
    generateBundle(_, bundle) {
      this.emitFile({ type: "asset", fileName: "aac.wasm", source: aacEncoderParts().wasm });
      const url = "declare const url: string;\nexport default url;\n";
      this.emitFile({ type: "asset", fileName: "aac.wasm.d.ts", source: url });
      this.emitFile({ type: "asset", fileName: "worklet.d.ts", source: "export {};\n" });
      for (const name of Object.keys(bundle).filter((file) => THIRD_PARTY.test(file) && file.endsWith(".map"))) {
        delete bundle[name];
      }
      for (const file of Object.values(bundle).filter((each) => THIRD_PARTY.test(each.fileName))) {
        const chunk = file as Rolldown.OutputChunk;
        chunk.code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
      }
    },
  };
}

const THIRD_PARTY = /^chunks\/(?:mpegts|aac-wasm)\.js|^assets\/worker-.*\.js/;

/** Modules of the package: `dist/index.js`, `dist/flash/index.js`, `dist/elements/index.js`, and their chunks. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  resolve: { alias: aliases },
  plugins: [aacEncoder(), embeddedWorker(), worklet(), files()],
  worker: { plugins: () => [aacEncoder()] },
  build: {
    target: "es2022",
    lib: {
      entry: {
        index: "src/index.ts",
        "flash/index": "src/flash/index.ts",
        "elements/index": "src/elements/index.ts",
        "react/index": "src/react/index.ts",
      },
      formats: ["es"],
      fileName: (_, name) => `${name}.js`,
    },
    sourcemap: true,
    rolldownOptions: { external: ["react"], output: { chunkFileNames } },
  },
});

/** Returns the name of a chunk's file, without the prefix of virtual modules. */
function chunkFileNames({ name }: { name: string }): string {
  return `chunks/${name.replace(/^_?virtual[_:]/, "")}.js`;
}
