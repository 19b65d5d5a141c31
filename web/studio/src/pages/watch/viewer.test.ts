import { describe, expect, it, vi } from "vitest";
import { Bench, type BenchOptions } from "../../../../sdk/test/support/in-memory.ts";
import { Viewer } from "./viewer.ts";

const A = "rtmp://a.example/live";

describe("a viewer", () => {
  it("collects events, metadata and data messages", async () => {
    await using bench = new Bench();
    const viewer = new Viewer(() => bench.mc);
    await viewer.watchStream("", [A], { name: "show", start: -1 });
    expect(viewer.connection).toBe(bench.mc);
    const data = { type: "data", server: 0, stream: 1 } as const;
    bench.gateway.emit({ ...data, timestamp: 0, handler: "onMetaData", args: [{ width: 640, encoder: "x" }] });
    bench.gateway.emit({ ...data, timestamp: 61_000, handler: "onCuePoint", args: [{ name: "goal" }] });
    const info = {
      level: "warning",
      code: "NetStream.Play.Failover",
      description: "",
      from: 0,
      to: 1,
      gap: 1250,
    } as const;
    bench.gateway.emit({ type: "status", stream: 1, info });
    await vi.waitFor(() => expect(viewer.log.entries.at(-1)?.code).toBe(info.code));
    expect(viewer.metadata).toStrictEqual([
      { name: "width", value: "640" },
      { name: "encoder", value: '"x"' },
    ]);
    expect(viewer.data).toMatchObject([{ handler: "onCuePoint", timestamp: 61_000, args: '{ "name": "goal" }' }]);
    expect(viewer.log.entries.at(-1)).toMatchObject({
      severity: "warning",
      source: "All servers",
      text: "Switched from server 0 to server 1 with a gap of 1.3 s.",
    });
    await viewer.disconnect();
    expect(viewer.connection).toBeUndefined();
    expect(viewer.log.entries.length).toBeGreaterThan(0);
  });

  it("shows that the link reconnects, and keeps its session", async () => {
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
