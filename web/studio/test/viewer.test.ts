import { describe, expect, it, vi } from "vitest";
import { Bench, type BenchOptions } from "../../sdk/test/support/in-memory.ts";
import { flvLinks } from "../src/model/flv-links.ts";
import { Viewer } from "../src/model/viewer.ts";

const [A, B] = ["rtmp://a.example/live", "rtmp://b.example/live?x=1&y=2"] as const;

describe("the addresses for other players", () => {
  it("name the servers, or the pool", () => {
    expect(flvLinks("wss://gateway.example/v1", [A], "show")).toStrictEqual({
      http: "https://gateway.example/live/show.flv?server=rtmp%3A%2F%2Fa.example%2Flive",
      ws: "wss://gateway.example/live/show.flv?server=rtmp%3A%2F%2Fa.example%2Flive",
    });
    const two = new URL(flvLinks("ws://localhost:8080/v1", [A, B], "a b/c")?.http ?? "");
    expect(two.pathname).toBe("/live/a%20b%2Fc.flv");
    expect(two.searchParams.getAll("server")).toStrictEqual([A, B]);
    expect(flvLinks("ws://localhost:8080/v1", [{ pool: "main" }], "show")?.ws).toBe(
      "ws://localhost:8080/live/main/show.flv",
    );
  });

  it("are not there where a pool stands beside others", () => {
    expect(flvLinks("ws://localhost/v1", [{ pool: "main" }, A], "show")).toBeUndefined();
    expect(flvLinks("ws://localhost/v1", [A, { pool: "main" }], "show")).toBeUndefined();
  });
});

describe("a viewer", () => {
  it("keeps what servers say, the metadata and what is sent", async () => {
    await using bench = new Bench();
    const viewer = new Viewer(() => bench.mc);
    await viewer.watchStream("", [A], { name: "show", start: -1 });
    expect(viewer.connection).toBe(bench.mc);
    const data = { type: "data", server: 0, stream: 1 } as const;
    bench.gateway.news({ ...data, timestamp: 0, handler: "onMetaData", args: [{ width: 640, encoder: "x" }] });
    bench.gateway.news({ ...data, timestamp: 61_000, handler: "onCuePoint", args: [{ name: "goal" }] });
    const info = {
      level: "warning",
      code: "NetStream.Play.Failover",
      description: "",
      from: 0,
      to: 1,
      gap: 1250,
    } as const;
    bench.gateway.news({ type: "status", stream: 1, info });
    await vi.waitFor(() => expect(viewer.log.entries.at(-1)?.code).toBe(info.code));
    expect(viewer.metadata).toStrictEqual([
      { name: "width", value: "640" },
      { name: "encoder", value: '"x"' },
    ]);
    expect(viewer.data).toMatchObject([{ handler: "onCuePoint", timestamp: 61_000, args: '{ "name": "goal" }' }]);
    expect(viewer.log.entries.at(-1)).toMatchObject({
      severity: "warning",
      source: "All servers",
      text: "Server 1 plays on, 1.3 s after the last frame of server 0.",
    });
    await viewer.disconnect();
    expect(viewer.connection).toBeUndefined();
    expect(viewer.log.entries.length).toBeGreaterThan(0);
  });

  it("says calmly that the link comes back, and is the same then", async () => {
    const options: BenchOptions = { holdMs: 30_000, reconnect: {}, unreachable: false };
    await using bench = new Bench(options);
    const viewer = new Viewer(() => bench.mc);
    await viewer.watchStream("", [A], { name: "show", start: -1 });
    options.unreachable = true;
    bench.socket.end(1006);
    await vi.waitFor(() => expect(viewer.link).toMatch(/^Reconnecting/));
    expect(viewer).toMatchObject({ phase: "open", problem: undefined });
    options.unreachable = false;
    await vi.waitFor(() => expect(viewer.link).toBeUndefined(), { timeout: 10_000 });
    expect(viewer.connection).toBe(bench.mc);
    expect(viewer.servers).toMatchObject([{ state: "Live" }]);
  });
});
