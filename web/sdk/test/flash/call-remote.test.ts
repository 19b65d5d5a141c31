import { describe, expect, it, vi } from "vitest";
import { Responder, trace } from "../../src/flash/index.ts";
import { A, B, connected, useFlashBench } from "../support/flash-bench.ts";

const flash = useFlashBench();
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.current.open(),
}));

describe("callRemote", () => {
  it("calls the callback for each result, and reports failures as statuses", async () => {
    const mc = await connected();
    flash.current.answers = [
      { server: 0, outcome: "result", value: 3 },
      { server: 1, outcome: "timeout", text: "no answer within 10000 ms" },
    ];
    const [results, statuses] = [vi.fn(), vi.fn()];
    mc.onStatus = statuses;
    mc.callRemote("add", results, "all", 1, 2);
    await vi.waitFor(() => expect(results).toHaveBeenCalledWith(3, A));
    expect(results).toHaveBeenCalledOnce();
    expect(statuses.mock.calls.at(-1)?.[0]).toMatchObject({
      code: "NetConnection.Call.Failed",
      description: "no answer within 10000 ms",
      server: B,
    });
    expect(flash.current.called).toStrictEqual([["add", [1, 2], { on: "all" }]]);
  });

  it.each([
    [undefined, "all"],
    ["first", "first"],
    [B, 1],
    [0, 0],
  ])("to %s calls %s", async (server, on) => {
    const mc = await connected();
    mc.callRemote("f", null, server);
    await vi.waitFor(() => expect(flash.current.called).toStrictEqual([["f", [], { on }]]));
  });

  it("passes failures to a responder", async () => {
    const mc = await connected();
    flash.current.answers = [
      { server: 1, outcome: "error", value: { code: "Mine", level: "error", description: "no" } },
    ];
    const status = vi.fn();
    mc.callRemote("f", new Responder(vi.fn(), status), B);
    await vi.waitFor(() =>
      expect(status.mock.calls[0]?.[0]).toMatchObject({ code: "Mine", description: "no", server: B }),
    );
    mc.callRemote("f", { onStatus: status }, "rtmp://nobody/x");
    await vi.waitFor(() => expect(status).toHaveBeenCalledTimes(2));
    expect(status.mock.calls[1]?.[0].description).toContain('expected "all", "first"');
  });
});

describe("trace", () => {
  it("writes to the console and dispatches an event", () => {
    const [log, received] = [vi.spyOn(console, "log").mockImplementation(() => {}), vi.fn()];
    vi.stubGlobal("dispatchEvent", (event: CustomEvent) => received(event.type, event.detail));
    trace("a", 1, undefined);
    expect(log).toHaveBeenCalledWith("a", 1, undefined);
    expect(received).toHaveBeenCalledWith("trace", "a 1 undefined");
    vi.unstubAllGlobals();
  });
});
