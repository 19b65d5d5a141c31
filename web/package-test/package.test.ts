import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { InstalledPackage } from "./installed.ts";

const WEB = join(import.meta.dirname, "..");
const installed = new InstalledPackage();

afterAll(() => installed[Symbol.dispose]());

/** Returns the bytes of a file of the package. */
const bytes = (file: string) => readFileSync(join(installed.root, file));
const text = (file: string) => bytes(file).toString();

/** Returns a file and the files that it imports statically. */
function withImports(file: string, found = new Set<string>()): Set<string> {
  if (!found.has(file)) {
    found.add(file);
    for (const [, path = ""] of text(file).matchAll(/\b(?:from|import)\s*"(\.[^"]+)"/g)) {
      withImports(join(file, "..", path), found);
    }
  }
  return found;
}

describe("the size budget", () => {
  // Largest sizes in KiB after gzip -9. Raise a limit only for code that is worth its download.
  it.each([
    ["the core, with the worker in it", ["dist/index.js"], 47],
    ["the worker", ["dist/worker.js"], 26],
    ["the elements, with the core", ["dist/elements/index.js"], 60],
    ["the React hooks and components, with the elements", ["dist/react/index.js"], 61],
    ["the Flash classes, with the core", ["dist/flash/index.js"], 57],
    ["the player", ["dist/chunks/open-player.js", "dist/chunks/mpegts.js"], 76],
    ["the AAC encoder as a chunk", ["dist/chunks/aac-wasm.js"], 280],
    ["the AAC encoder as a file", ["dist/aac.wasm"], 216],
    ["the script of the elements", ["dist/script/multiconnection-elements.js"], 54],
    ["the script of the Flash classes", ["dist/script/multiconnection-flash.js"], 55],
  ])("of %s holds", (_, entries, maxKib) => {
    const core = withImports("dist/index.js");
    const all = new Set(entries.flatMap((entry) => [...(entry.endsWith(".wasm") ? [entry] : withImports(entry))]));
    // The player is loaded by the core.
    const added = [...all].filter((file) => !entries.includes("dist/chunks/open-player.js") || !core.has(file));
    const kib = added.reduce((sum, file) => sum + gzipSync(bytes(file), { level: 9 }).length, 0) / 1024;
    expect(kib).toBeLessThan(maxKib);
    // A limit far above the size does not notice growth.
    expect(kib).toBeGreaterThan(maxKib * 0.85);
  });

  it("of the core excludes what is loaded on demand", () => {
    expect([...withImports("dist/index.js")].filter((file) => /mpegts|aac-wasm|open-player/.test(file))).toStrictEqual(
      [],
    );
  });
});

describe("the tarball", () => {
  it("contains a README and the license of the project", () => {
    expect(installed.files).toContain("README.md");
    expect(installed.files).toContain("THIRD-PARTY-NOTICES.md");
    expect(text("LICENSE")).toBe(readFileSync(join(WEB, "../LICENSE"), "utf8"));
  });

  it("contains everything that its entries name", () => {
    const { exports } = JSON.parse(text("package.json")) as { exports: object };
    const named = Object.values(exports).flatMap((entry) =>
      typeof entry === "string" ? [entry] : Object.values(entry as object),
    );
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((file) => !installed.files.includes((file as string).slice(2)))).toStrictEqual([]);
  });

  it("contains no source maps of third-party code, and none without its file", () => {
    const maps = installed.files.filter((file) => file.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(2);
    expect(maps.filter((map) => !installed.files.includes(map.slice(0, -".map".length)))).toStrictEqual([]);
    expect(maps.filter((map) => /mpegts|aac/.test(map))).toStrictEqual([]);
    const linked = installed.files.filter(
      (file) => file.endsWith(".js") && /sourceMappingURL=(?!data:)/.test(text(file)),
    );
    expect(linked.map((file) => `${file}.map`).sort()).toStrictEqual([...maps].sort());
  });

  it.each(["worker.js", "script/multiconnection-elements.js", "script/multiconnection-flash.js"])(
    "contains %s without white space",
    (file) => {
      const code = text(`dist/${file}`);
      expect(code.split("\n").length / code.length).toBeLessThan(0.005);
    },
  );
});

describe("in Node.js", () => {
  /** Runs a module in the app and returns its output. */
  const run = (source: string) => {
    writeFileSync(join(installed.app, "main.mjs"), source);
    const { stdout, stderr } = spawnSync("node", ["main.mjs"], { cwd: installed.app, encoding: "utf8" });
    return (stdout + stderr).trim();
  };

  it.each(["multiconnection", "multiconnection/elements", "multiconnection/flash", "multiconnection/react"])(
    "%s can be imported",
    (name) => {
      expect(run(`const all = await import("${name}"); console.log(Object.keys(all).length > 1);`)).toBe("true");
    },
  );

  it.each([
    [
      "a session",
      `new (await import("multiconnection")).MultiConnection("wss://gateway.example/v1")`,
      "MultiConnection needs a page of a browser",
    ],
    ["a camera", `await (await import("multiconnection")).Camera.get()`, "camera needs a browser, on a page"],
    [
      "a microphone",
      `await (await import("multiconnection")).Microphone.get()`,
      "microphone needs a browser, on a page",
    ],
    ["a screen", `await (await import("multiconnection")).Screen.get()`, "screen needs a browser, on a page"],
    [
      "an element",
      `new (await import("multiconnection/elements")).PlayerElement()`,
      "the elements need a page of a browser",
    ],
    ["a Video", `new (await import("multiconnection/flash")).Video()`, "Video needs a page of a browser"],
  ])("creating %s says what is missing", (_, code, message) => {
    const output = run(`try { ${code}; } catch (error) { console.log(error.name, error.code, error.message); }`);
    expect(output).toMatch(/^MultiConnectionError unsupported /);
    expect(output).toContain(message);
  });
});

describe("bundlers", () => {
  it.each([
    ["the elements", `import "multiconnection/elements";`, true],
    ["a component", `import { Player } from "multiconnection/react"; console.log(Player);`, true],
    ["the core", `import { MultiConnection } from "multiconnection"; console.log(MultiConnection);`, false],
  ])("of %s keep the definitions of elements only where they are used", async (_, code, isKept) => {
    const stdin = { contents: code, resolveDir: installed.app };
    const output = { bundle: true, format: "esm", write: false, logLevel: "silent" } as const;
    const { outputFiles } = await build({ stdin, external: ["react"], ...output });
    expect(outputFiles[0]?.text.includes("customElements.define(")).toBe(isKept);
  });
});

describe("the declarations", () => {
  it.each(["bundler", "node16"])("compile without options of the SDK's own, with resolution %s", (resolution) => {
    writeFileSync(
      join(installed.app, "app.mts"),
      `import { Camera, configure, MultiConnection, type NetStatus } from "multiconnection";
import { PlayerElement } from "multiconnection/elements";
import { NetConnection } from "multiconnection/flash";
import { Player, type PlayerProps, useMultiConnection } from "multiconnection/react";
import { createElement, type JSX } from "react";
import aacUrl from "multiconnection/aac.wasm";
import "multiconnection/worker";
import "multiconnection/worklet";
import "multiconnection/multiconnection-elements.js";
import "multiconnection/multiconnection-flash.js";

export async function publish(): Promise<NetStatus | undefined> {
  configure({ aacUrl });
  const mc = new MultiConnection("/v1", { aacUrl, workerUrl: new URL("https://app.example/worker.js"), workletUrl: "/w.js" });
  await mc.connect(["rtmp://a.example/live"]);
  using camera = await Camera.get();
  await using stream = await mc.publish("show", { video: camera });
  stream.on("stats", ({ sentBytes }) => sentBytes.toFixed());
  for await (const status of mc.statuses()) {
    return status;
  }
  new PlayerElement().name = new NetConnection().uri ?? "";
  const props: PlayerProps = { servers: ["rtmp://a.example/live"], onStateChange: (event) => event.detail.phase };
  createElement(Player, props);
  const element: JSX.IntrinsicElements["multi-connection-player"] = { controls: true, className: "wide" };
  document.querySelector("multi-connection-publisher")?.publish();
  void [element, useMultiConnection];
  // @ts-expect-error: numbers are no URLs
  new MultiConnection(1);
  return undefined;
}
`,
    );
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      exactOptionalPropertyTypes: true,
      types: [],
      lib: ["ES2022", "DOM"],
      target: "ES2022",
      module: resolution === "bundler" ? "ESNext" : "Node16",
      moduleResolution: resolution,
    };
    writeFileSync(
      join(installed.app, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["app.mts"] }),
    );
    const tsc = join(WEB, "node_modules/.bin/tsc");
    expect(spawnSync(tsc, ["-p", installed.app], { encoding: "utf8" }).stdout).toBe("");
  });
});

describe("custom-elements.json", () => {
  const { modules } = JSON.parse(text("dist/custom-elements.json"));
  const elements = modules[0].declarations as Array<{ [key: string]: { name: string }[] } & { tagName: string }>;
  const names = (index: number, key: string) => (elements[index]?.[key] ?? []).map(({ name }) => name).sort();
  const source = (file: string) => readFileSync(join(WEB, "sdk/src/elements", file), "utf8");
  const all = (code: string, pattern: RegExp) =>
    [...new Set([...code.matchAll(pattern)].map(([, name]) => name))].sort();

  it.each([
    [0, "player", source("player-element.ts")],
    [1, "publisher", source("publisher-element.ts")],
  ])("describes element %i, the %s", (index, name, code) => {
    expect(elements[index]?.tagName).toBe(`multi-connection-${name}`);
    const controller = source(`${name}-controller.ts`);
    expect(names(index, "events")).toStrictEqual(all(controller, /\bemit\("(\w+)"/g));
    const css = source("shared-css.ts") + source(`${name}-css.ts`);
    expect(names(index, "cssProperties")).toStrictEqual(all(css, /(--mc-[a-z-]+)/g));
    expect(names(index, "cssParts").length).toBeGreaterThan(15);
    const readme = readFileSync(join(WEB, "README.md"), "utf8").replaceAll(/\s+/g, " ");
    const documented = [...readme.matchAll(/- Parts: ([^.]*)\./g)][index]?.[1]?.match(/[a-z-]{3,}/g) ?? [];
    expect(names(index, "cssParts")).toStrictEqual([...documented].sort());
    const observed = /observedAttributes = \[(.*?)\]/.exec(code)?.[1]?.match(/\w+/g) ?? [];
    expect(names(index, "attributes")).toStrictEqual(expect.arrayContaining([...observed]));
    expect(names(index, "members").filter((member) => /^#|Callback$/.test(member))).toStrictEqual([]);
  });
});

describe("the package", () => {
  it("has no errors that publint or attw find", () => {
    const lint = (name: string, ...args: string[]) =>
      execFileSync(join(WEB, "node_modules/.bin", name), args, { cwd: WEB, stdio: "pipe" });
    lint("publint", "--strict", "sdk");
    lint("attw", "--pack", "sdk", "--profile", "esm-only");
  });
});
