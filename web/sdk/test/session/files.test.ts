import { afterEach, describe, expect, it, vi } from "vitest";
import { aacEncoderParts } from "../../../aac-encoder.ts";
import { MultiConnection } from "../../src/connection/multi-connection.ts";
import { configure, fileUrls, loadAac, startWorker } from "../../src/session/files.ts";
import { provideAac } from "../../src/session/provide-aac.ts";
import type { Session } from "../../src/session/session.ts";
import type { WorkerPort } from "../../src/session/worker-port.ts";

const PAGE = "https://app.example/live/index.html";

/** Worker as the page starts it. */
class FakeWorker {
  static started: Array<{ url: string; name: string | undefined }> = [];
  constructor(url: string | URL, options?: { name?: string }) {
    FakeWorker.started.push({ url: String(url), name: options?.name });
  }
}

function stubPage(): void {
  FakeWorker.started = [];
  vi.stubGlobal("Worker", FakeWorker);
  vi.stubGlobal("location", new URL(PAGE));
}

afterEach(() => {
  configure({ workerUrl: undefined, aacUrl: undefined } as never);
  vi.unstubAllGlobals();
});

describe("the worker", () => {
  it.each([
    ["/assets/worker.js", "https://app.example/assets/worker.js"],
    ["worker.js", "https://app.example/live/worker.js"],
    [new URL("https://app.example/w.js"), "https://app.example/w.js"],
  ])("is started from %s, resolved against the page", (workerUrl, url) => {
    stubPage();
    const { hint } = startWorker({ workerUrl });
    expect(FakeWorker.started).toStrictEqual([{ url, name: "multiconnection" }]);
    expect(hint).toBe(`expected the file multiconnection/worker at ${url}, allowed by worker-src of the page`);
  });

  it.each(["https://cdn.example/w.js", "//cdn.example/w.js", "http://app.example/w.js", "blob:null/1"])(
    "is not started from %s, of another origin",
    (workerUrl) => {
      stubPage();
      const start = () => startWorker({ workerUrl });
      expect(start).toThrow("expected a URL of the page's origin https://app.example");
      expect(start).toThrow(expect.objectContaining({ code: "no-worker" }));
      expect(FakeWorker.started).toStrictEqual([]);
    },
  );

  it("is started from the URL of all connections unless a connection has its own", () => {
    configure({ workerUrl: "/all.js" });
    expect(fileUrls({})).toStrictEqual({ workerUrl: "/all.js" });
    expect(fileUrls({ workerUrl: "/own.js", aacUrl: "/a.wasm" })).toStrictEqual({
      workerUrl: "/own.js",
      aacUrl: "/a.wasm",
    });
  });

  it("is missing in Node.js, which the error says", () => {
    const create = () => new MultiConnection("wss://gateway.example/v1");
    expect(create).toThrow(
      "MultiConnection needs a page of a browser: Worker or location is missing here, as in Node.js",
    );
    expect(create).toThrow(expect.objectContaining({ code: "unsupported" }));
  });
});

describe("the failure of a worker", () => {
  const start = (hint?: string) => {
    const port: WorkerPort = {
      postMessage: () => {},
      terminate: () => {},
      onmessage: null,
      onerror: null,
      ...(hint !== undefined && { hint }),
    };
    return { port, mc: new MultiConnection("wss://gateway.example/v1", { worker: () => port }) };
  };

  it.each([
    [undefined, undefined, "the worker did not start"],
    ["", "host it", "the worker did not start: host it"],
    ["SyntaxError", "host it", "the worker did not start: SyntaxError: host it"],
  ])("before its first message, %j with the hint %j, is described", async (message, hint, text) => {
    const { port, mc } = start(hint);
    port.onerror?.(message === undefined ? {} : { message });
    await expect(mc.hello).rejects.toMatchObject({ code: "no-worker", message: text });
  });

  it("after its first message is described without the hint", async () => {
    const { port, mc } = start("host it");
    port.onmessage?.({ data: { kind: "link", link: { state: "moving" } } });
    port.onerror?.({ message: "out of memory" });
    await expect(mc.hello).rejects.toThrow("the worker failed: out of memory (close code 1006)");
  });
});

describe("the AAC encoder", () => {
  it("is loaded from a chunk by default", async () => {
    expect(new Uint8Array(await loadAac({}))).toStrictEqual(new Uint8Array(aacEncoderParts().wasm));
  });

  it("is loaded from its URL, resolved against the page", async () => {
    stubPage();
    const fetch = vi.fn(async () => new Response(Uint8Array.of(1, 2)));
    vi.stubGlobal("fetch", fetch);
    expect(new Uint8Array(await loadAac({ aacUrl: "aac.wasm" }))).toStrictEqual(Uint8Array.of(1, 2));
    expect(fetch).toHaveBeenCalledWith("https://app.example/live/aac.wasm");
  });

  it.each([
    ["a status", async () => new Response("", { status: 404 }), "HTTP status 404"],
    ["a network error", async () => Promise.reject(new TypeError("Failed to fetch")), "Failed to fetch"],
  ])("reports %s with its URL", async (_, answer, reason) => {
    stubPage();
    vi.stubGlobal("fetch", answer);
    const post = vi.fn();
    await provideAac({ post } as unknown as Session, { aacUrl: "/aac.wasm" });
    const error = `the AAC encoder could not be loaded from https://app.example/aac.wasm: ${reason}`;
    expect(post).toHaveBeenCalledWith({ kind: "aac", error });
  });
});
