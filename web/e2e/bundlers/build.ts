import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as esbuild from "esbuild";
import { build as viteBuild } from "vite";
import webpack from "webpack";

const WEB = join(import.meta.dirname, "../..");
const APP = join(import.meta.dirname, "app");

export const BUNDLERS = ["vite", "webpack", "esbuild"] as const;
export type Bundler = (typeof BUNDLERS)[number];

/** Builds the package and returns the path of its tarball, in a new temporary folder. */
export function pack(): string {
  const folder = mkdtempSync(join(tmpdir(), "multiconnection-"));
  execFileSync("npm", ["run", "build", "-w", "sdk"], { cwd: WEB, stdio: "pipe" });
  execFileSync("npm", ["pack", "-w", "sdk", "--pack-destination", folder], { cwd: WEB, stdio: "pipe" });
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) {
    throw new Error("npm pack made no file");
  }
  return join(folder, tarball);
}

/** Installs the package in a new app next to its tarball, makes a production build, and returns its folder. */
export async function buildApp(bundler: Bundler, tarball: string): Promise<string> {
  const root = join(tarball, "..", bundler);
  mkdirSync(root);
  for (const file of ["index.html", "main.js"]) {
    copyFileSync(join(APP, file), join(root, file));
  }
  copyFileSync(join(APP, `hosted-files.${bundler}.js`), join(root, "hosted-files.js"));
  writeFileSync(join(root, "package.json"), '{ "private": true, "type": "module" }');
  const install = ["install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", tarball];
  execFileSync("npm", install, { cwd: root, stdio: "pipe" });
  await BUILDS[bundler](root);
  return join(root, "dist");
}

const BUILDS: { [bundler in Bundler]: (root: string) => Promise<void> } = {
  async vite(root) {
    await viteBuild({ root, configFile: false, logLevel: "warn", build: { chunkSizeWarningLimit: 1000 } });
  },

  async webpack(root) {
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
      const config: webpack.Configuration = {
        mode: "production",
        context: root,
        entry: "./main.js",
        output: { path: join(root, "dist"), filename: "main.js" },
        performance: false,
      };
      webpack(config, (error, result) => (error ? reject(error) : resolve(result)));
    });
    if (stats === undefined || stats.hasErrors() || stats.hasWarnings()) {
      throw new Error(stats?.toString({ all: false, errors: true, warnings: true }));
    }
    copyFileSync(join(root, "index.html"), join(root, "dist/index.html"));
  },

  async esbuild(root) {
    const { warnings } = await esbuild.build({
      absWorkingDir: root,
      entryPoints: { main: "./main.js", worker: "multiconnection/worker", worklet: "multiconnection/worklet" },
      outdir: "dist",
      bundle: true,
      splitting: true,
      format: "esm",
      minify: true,
      loader: { ".wasm": "file" },
      logLevel: "silent",
    });
    if (warnings.length > 0) {
      throw new Error(JSON.stringify(warnings));
    }
    copyFileSync(join(root, "index.html"), join(root, "dist/index.html"));
  },
};
