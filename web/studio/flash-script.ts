import { fileURLToPath } from "node:url";
import { build, type Plugin, type Rolldown } from "vite";

const CONFIG = fileURLToPath(new URL("../sdk/vite.flash.config.ts", import.meta.url));

/** Puts `sdk/multiconnection-flash.js`, and what it loads, beside the page: for `flash.html`, and for other people's. */
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

async function files() {
  const made = (await build({
    configFile: CONFIG,
    logLevel: "warn",
    build: { write: false },
  })) as Rolldown.RolldownOutput[];
  return made.flatMap(({ output }) => output);
}
