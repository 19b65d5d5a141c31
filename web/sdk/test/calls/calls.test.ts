import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DataMessage, IncomingCall } from "../../src/index.ts";
import { Bench } from "../support/in-memory.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

const FAILED = { level: "error", code: "NetConnection.Call.Failed" };

/** Results that the page has returned to calls of servers. */
const returned = (bench: Bench) => bench.gateway.requests.filter(({ type }) => type === "return");

describe("call", () => {
  it("collects the answers of all servers with their values", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, B]);
    const when = new Date(0);
    expect(await bench.mc.call("echo", [when], { timeout: 500 })).toStrictEqual([
      { server: 0, outcome: "result", value: when },
      { server: 1, outcome: "result", value: when },
    ]);
    expect(bench.gateway.requests.at(-1)).toMatchObject({ type: "call", timeout: 500 });
  });

  it("calls one server, or returns the first result", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, B]);
    expect(await bench.mc.call("add", [2, 3], { on: 1 })).toStrictEqual([{ server: 1, outcome: "result", value: 5 }]);
    expect(await bench.mc.call("add", [2, 3], { on: "first" })).toHaveLength(1);
  });

  it("returns an error, timeout or lost server as an answer", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, "rtmp://down.example/live"], { require: "any" });
    expect(await bench.mc.call("nothing")).toStrictEqual([
      { server: 0, outcome: "error", value: { ...FAILED, description: "Method not found (nothing)." } },
      { server: 1, outcome: "lost", text: "not connected" },
    ]);
    expect(await bench.mc.call("silent", [], { on: 0 })).toStrictEqual([
      { server: 0, outcome: "timeout", text: "no answer within 10000 ms" },
    ]);
  });

  it("notifies without waiting for servers", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    await bench.mc.notify("tick", [1]);
    expect(bench.gateway.requests.at(-1)).toMatchObject({ method: "tick", args: [1], reply: false, on: "all" });
  });
});

describe("calls from a server", () => {
  it("return the value of their handler", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    bench.mc.handle("sum", ({ args }) => Number(args[0]) + Number(args[1]));
    bench.gateway.emit({ type: "call", server: 0, method: "sum", args: [1, 2], call: 7 });
    await vi.waitFor(() => expect(returned(bench)).toMatchObject([{ call: 7, result: 3 }]));
  });

  it("return an error if the handler fails, or returns an invalid value", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    bench.mc.handle("bad", () => Promise.reject(new Error("no such user")));
    bench.mc.handle("odd", () => (() => {}) as never);
    bench.gateway.emit({ type: "call", server: 0, method: "bad", args: [], call: 1 });
    bench.gateway.emit({ type: "call", server: 0, method: "odd", args: [], call: 2 });
    await vi.waitFor(() => expect(returned(bench)).toHaveLength(2));
    expect(returned(bench)).toContainEqual(
      expect.objectContaining({ call: 1, error: { ...FAILED, description: "no such user" } }),
    );
  });

  it("return nothing if no result is expected", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const seen: IncomingCall[] = [];
    bench.mc.on("call", (call) => seen.push(call));
    const handler = vi.fn(() => 1);
    bench.mc.handle("ping", handler);
    bench.gateway.emit({ type: "call", server: 0, method: "ping", args: ["x"] });
    await vi.waitFor(() => expect(handler).toHaveBeenCalledOnce());
    expect(seen).toStrictEqual([{ server: 0, method: "ping", args: ["x"], answerable: false }]);
    await bench.mc.notify("flush");
    expect(returned(bench)).toStrictEqual([]);
  });

  describe("without a handler", () => {
    beforeEach(() => void vi.useFakeTimers());
    afterEach(() => void vi.useRealTimers());

    it("wait for it", async () => {
      await using bench = new Bench();
      await bench.mc.connect([A]);
      bench.gateway.emit({ type: "call", server: 0, method: "late", args: [], call: 3 });
      await vi.advanceTimersByTimeAsync(9000);
      bench.mc.handle("late", () => "here");
      await vi.advanceTimersByTimeAsync(1);
      expect(returned(bench)).toMatchObject([{ call: 3, result: "here" }]);
      await vi.advanceTimersByTimeAsync(5000);
      expect(returned(bench)).toHaveLength(1);
    });

    it("wait for 10 s, up to 64 of them", async () => {
      await using bench = new Bench();
      await bench.mc.connect([A]);
      for (let call = 1; call <= 65; call++) {
        bench.gateway.emit({ type: "call", server: 0, method: "never", args: [], call });
      }
      await vi.advanceTimersByTimeAsync(1);
      expect(returned(bench)).toMatchObject([{ call: 65, error: { description: "Method not found (never)." } }]);
      await vi.advanceTimersByTimeAsync(10_000);
      expect(returned(bench).length).toBeGreaterThan(60);
    });
  });
});

it("delivers data messages of servers", async () => {
  await using bench = new Bench();
  await bench.mc.connect([A]);
  const seen: DataMessage[] = [];
  bench.mc.on("data", (message) => seen.push(message));
  bench.gateway.emit({ type: "data", server: 0, handler: "tell", args: [{ $amf: "undefined" }, "x"] });
  await vi.waitFor(() => expect(seen).toStrictEqual([{ server: 0, handler: "tell", args: [undefined, "x"] }]));
});

it("reconnects one server", async () => {
  await using bench = new Bench();
  await bench.mc.connect([A, B]);
  bench.gateway.emit({ type: "server", server: 1, url: B, state: "Failed", cause: "lost" });
  await bench.mc.reconnect(1, { timeout: 800 });
  expect(bench.mc.servers[1]).toStrictEqual({ server: 1, url: B, state: "Live" });
  await bench.mc.reconnect(1, { to: "rtmp://c.example/live", names: { 1: "key" } });
  expect(bench.gateway.requests.at(-1)).toMatchObject({ server: 1, to: "rtmp://c.example/live", names: { 1: "key" } });
  await expect(bench.mc.reconnect(7)).rejects.toMatchObject({ code: "no-such-server" });
});
