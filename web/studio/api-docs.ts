import { execFile } from "node:child_process";
import { createReadStream, existsSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { promisify } from "node:util";
import type { Plugin } from "vite";

const FOLDER = join(import.meta.dirname, "../api-docs");
const TYPES: { [extension: string]: string } = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** Serves the API reference of the SDK at `/docs/sdk/` in development. The first request generates it. */
export function apiDocs(): Plugin {
  return {
    name: "api-docs",
    apply: "serve",
    configureServer({ middlewares }) {
      let generated: Promise<unknown> | undefined;
      middlewares.use("/docs/sdk", async (request, response, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        if (pathname === "/" && !request.originalUrl?.split("?")[0]?.endsWith("/")) {
          response.writeHead(302, { Location: "/docs/sdk/" }).end();
          return;
        }
        generated ??= promisify(execFile)("npm", ["run", "docs"], { cwd: FOLDER });
        try {
          await generated;
        } catch (error) {
          generated = undefined;
          next(error);
          return;
        }
        const file = join(FOLDER, "dist", normalize(decodeURI(pathname.replace(/\/$/, "/index.html"))));
        if (existsSync(file)) {
          response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
          createReadStream(file).pipe(response);
        } else {
          next();
        }
      });
    },
  };
}
