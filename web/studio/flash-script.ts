import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";

const CONFIGS = ["flash", "elements"].map((name) =>
  fileURLToPath(new URL(`../sdk/vite.${name}.config.ts`, import.meta.url)),
);

/**
 * Serves `sdk/multiconnection-flash.js` and `sdk/multiconnection-elements.js` with the files that they load, for
 * `flash.html` and for pages of other sites.
 */
export function flashScript(): Plugin {
  return {
    name: "flash-script",
    async buildStart() {
      if (this.meta.watchMode) {
        return;
      }
      for (const file of await files()) {
        const source = file.type === "chunk" ? file.code : file.source;
        this.emitFile({ type: "asset", fileName: `sdk/${file.fileName}`, source });
      }
    },
    configureServer({ middlewares }) {
      middlewares.use("/sdk", async (request, response, next) => {
        const name = new URL(request.url ?? "", "http://localhost").pathname.slice(1);
        const file = (await files()).find(({ fileName }) => fileName === name);
        if (file === undefined) {
          next();
        } else {
          response.setHeader("Content-Type", "text/javascript");
          response.end(file.type === "chunk" ? file.code : file.source);
        }
      });
    },
  };
}

type Built = Rolldown.OutputChunk | Rolldown.OutputAsset;

/** Builds both scripts. They share the worker. */
async function files(): Promise<Built[]> {
  const found = new Map<string, Built>();
  for (const configFile of CONFIGS) {
    const made = await build({ configFile, logLevel: "warn", build: { write: false } });
    for (const { output } of made as Rolldown.RolldownOutput[]) {
      for (const file of output) {
        found.set(file.fileName, file);
      }
    }
  }
  return [...found.values()];
}
