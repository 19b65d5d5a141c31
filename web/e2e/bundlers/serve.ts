import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES: { [extension: string]: string } = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

const REPORTS = "/reports";

/** Violation of a Content Security Policy, as the browser reports it. */
export interface Violation {
  directive: string;
  blocked: string;
}

/** Server of the files in a folder, with Content Security Policies that can be changed. */
export class StaticServer {
  /** Values of the header; none without a policy. */
  policies: readonly string[] = [];
  /** Violations that the browser has reported, of pages and workers. */
  violations: Violation[] = [];
  readonly #server: Server;

  private constructor(folder: string, index: string | undefined) {
    this.#server = createServer(async (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      if (pathname === REPORTS) {
        this.violations.push(await violation(request));
        response.writeHead(204).end();
        return;
      }
      const file = normalize(join("/", pathname === "/" ? "index.html" : pathname));
      try {
        const content = file === "/index.html" && index !== undefined ? index : await readFile(join(folder, file));
        const type = TYPES[extname(file)] ?? "application/octet-stream";
        const policies = this.policies.map((policy) => `${policy}; report-uri ${new URL(REPORTS, this.url)}`);
        response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policies }).end(content);
      } catch {
        response.writeHead(404).end();
      }
    });
  }

  /**
   * Listens on a free port of this machine.
   *
   * @param index page in place of the folder's index.html
   */
  static async of(folder: string, index?: string): Promise<StaticServer> {
    const server = new StaticServer(folder, index);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function violation(request: IncomingMessage): Promise<Violation> {
  const { "csp-report": report } = JSON.parse((await request.toArray()).join("")) as {
    "csp-report": { "effective-directive": string; "blocked-uri": string };
  };
  return { directive: report["effective-directive"], blocked: report["blocked-uri"] };
}
