import { describe, expect, it, vi } from "vitest";
import { Bench } from "../../../../sdk/test/support/in-memory.ts";
import { problemIn, readArgs, textOf } from "../../shared/values/value-text.ts";
import { CallConsole } from "./call-console.ts";

const A = "rtmp://a.example/live";

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  };
}

describe("arguments", () => {
  it("are a JSON list in the protocol's representation, or nothing", () => {
    expect(readArgs(" ")).toStrictEqual([]);
    expect(readArgs('[1, {"$amf":"date","ms":0,"timeZone":0}]')).toStrictEqual([1, new Date(0)]);
    expect(textOf(new Date(0))).toContain('"$amf": "date"');
  });

  it("have explained errors", () => {
    expect(problemIn('{"a":1}', readArgs)).toBe("Arguments must be a list: [ … ].");
    expect(problemIn("[1,", readArgs)).toBe("Closing ] is missing.");
    expect(problemIn('[{"$amf":"nonsense"}]', readArgs)).toContain("nonsense");
    expect(problemIn("[]", readArgs)).toBeUndefined();
  });
});

describe("the call console", () => {
  it("records each call with the result of every server", async () => {
    await using bench = new Bench();
    const storage = memory();
    const calls = new CallConsole(storage, () => bench.mc);
    await calls.connect("", [A, "rtmp://down.example/live"]);
    expect(calls.phase).toBe("open");
    await calls.call({ method: "add", args: "[2, 3]", on: "all" });
    expect(calls.history[0]).toMatchObject({
      method: "add",
      results: [
        { server: 0, outcome: "result", text: "5" },
        { server: 1, outcome: "lost", text: "not connected" },
      ],
    });
    expect(new CallConsole(storage).history).toStrictEqual(calls.history);
    calls.clearHistory();
    expect(new CallConsole(storage).history).toStrictEqual([]);
  });

  it("records calls and data messages of servers", async () => {
    await using bench = new Bench();
    const calls = new CallConsole(undefined, () => bench.mc);
    await calls.connect("", [A]);
    bench.gateway.emit({ type: "data", server: 0, handler: "tell", args: ["x", 1] });
    bench.gateway.emit({ type: "call", server: 0, method: "ping", args: [] });
    await vi.waitFor(() => expect(calls.received).toHaveLength(2));
    expect(calls.received[1]).toMatchObject({ kind: "data", server: 0, method: "tell", args: '"x", 1' });
  });

  it("reports why it is not connected, and can connect again", async () => {
    await using bench = new Bench();
    const calls = new CallConsole(undefined, () => bench.mc);
    await calls.connect("", ["rtmp://down.example/live"]);
    expect(calls.phase).toBe("closed");
    expect(calls.problem).toBe("No server could be connected. Check the addresses, and that the servers are running.");
    expect(calls.servers).toMatchObject([{ state: "Failed", cause: "unreachable" }]);
  });
});
