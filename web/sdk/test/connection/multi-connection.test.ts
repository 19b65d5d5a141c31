import { describe, expect, it, vi } from "vitest";
import { MultiConnection, MultiConnectionError, type Server, type WorkerPort } from "../../src/index.ts";
import { FIRST_WORKER_ID } from "../../src/worker/link.ts";
import { Bench } from "../support/in-memory.ts";
import { failure, statusCodes } from "../support/outcomes.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

describe("connect", () => {
  it("is fulfilled once all servers are connected", async () => {
    await using bench = new Bench();
    const seen: Server[] = [];
    bench.mc.on("server", (server) => seen.push(server));
    expect(await bench.mc.connect([A, B])).toStrictEqual([
      { server: 0, url: A, state: "Live" },
      { server: 1, url: B, state: "Live" },
    ]);
    expect(seen.map(({ server, state }) => `${server} ${state}`)).toStrictEqual([
      "0 Connecting",
      "1 Connecting",
      "0 Live",
      "1 Live",
    ]);
  });

  it("passes its options on, values in their wire form", async () => {
    await using bench = new Bench({ pools: { main: [A] } });
    await bench.mc.connect([{ url: B }, { pool: "main" }], {
      require: "any",
      timeout: 5000,
      args: ["user", new Date(0), undefined],
      properties: { flashVer: "WIN 9,0", nan: Number.NaN },
    });
    expect(bench.gateway.requests[0]).toStrictEqual({
      id: 1,
      type: "connect",
      servers: [{ url: B }, { pool: "main" }],
      require: "any",
      timeout: 5000,
      args: ["user", { $amf: "date", ms: 0, timeZone: 0 }, { $amf: "undefined" }],
      properties: { flashVer: "WIN 9,0", nan: { $amf: "number", value: "NaN" } },
    });
  });

  it("continues with the available servers if any is enough", async () => {
    await using bench = new Bench();
    const servers = await bench.mc.connect([A, "rtmp://down.example/live"], { require: "any" });
    expect(servers[0]?.state).toBe("Live");
    expect(bench.mc.servers[1]).toStrictEqual({
      server: 1,
      url: "rtmp://down.example/live",
      state: "Recovering",
      cause: "unreachable",
      text: "connection refused",
      attempt: 1,
      retryInMs: 1000,
    });
  });

  it("does not reconnect lost servers automatically if that is disabled", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, "rtmp://down.example/live"], { require: "any", recover: false });
    expect(bench.gateway.requests[0]).toMatchObject({ recover: false });
    expect(bench.mc.servers[1]).toMatchObject({ state: "Failed", cause: "unreachable" });
    await expect(bench.mc.reconnect(1)).rejects.toMatchObject({ code: "setup-failed" });
    expect(bench.mc.servers[1]).not.toHaveProperty("attempt");
  });

  it("adds and removes servers while the others stay connected", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    expect(await bench.mc.addServer("rtmp://more.example/live", { names: { 1: "key" }, timeout: 500 })).toStrictEqual([
      1,
    ]);
    expect(bench.gateway.requests.at(-1)).toMatchObject({ names: { 1: "key" }, timeout: 500 });
    expect(bench.mc.servers.map(({ state }) => state)).toStrictEqual(["Live", "Live"]);
    await bench.mc.removeServer(0);
    expect(bench.mc.servers).toMatchObject([{ server: 1, state: "Live" }]);
  });

  it("reports a recovering server as lost when the gateway is lost", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, "rtmp://down.example/live"], { require: "any" });
    bench.socket.end(1006);
    await bench.mc.closed;
    expect(bench.mc.servers.map(({ state }) => state)).toStrictEqual(["Failed", "Failed"]);
  });

  it("fails with the gateway's code, and can be called again", async () => {
    await using bench = new Bench();
    const error = await failure(bench.mc.connect([A, "rtmp://refuse.example/live"]));
    expect(error).toBeInstanceOf(MultiConnectionError);
    expect(error.code).toBe("setup-failed");
    expect(error.message).toContain("refuse.example");
    await bench.mc.connect([A]);
    expect(bench.mc.servers.map(({ url }) => url)).toStrictEqual([A]);
  });

  it("keeps its servers when it is called too early again", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    expect((await failure(bench.mc.connect([B]))).code).toBe("bad-state");
    expect(bench.mc.servers.map(({ url }) => url)).toStrictEqual([A]);
  });

  it("disconnects after an abort", async () => {
    await using bench = new Bench();
    const controller = new AbortController();
    const connecting = failure(bench.mc.connect(["rtmp://silent.example/live"], { signal: controller.signal }));
    await vi.waitFor(() => expect(bench.mc.servers[0]?.state).toBe("Connecting"));
    controller.abort(new Error("changed my mind"));
    expect((await connecting).message).toBe("changed my mind");
    await vi.waitFor(() => expect(bench.requestTypes).toStrictEqual(["connect", "disconnect"]));
  });

  it("sends nothing with an aborted signal", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    await expect(bench.mc.connect([A], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(bench.requestTypes).not.toContain("connect");
  });
});

describe("statuses", () => {
  it("start with the first one; merged ones have no server", async () => {
    const bench = new Bench();
    await bench.mc.connect([A, B]);
    await bench.mc.publish("show");
    await bench.mc.close();
    expect(await statusCodes(bench.mc)).toStrictEqual([
      "0 NetConnection.Connect.Success",
      "1 NetConnection.Connect.Success",
      "all NetConnection.Setup.Success",
      "0 NetStream.Publish.Start",
      "1 NetStream.Publish.Start",
      "all NetStream.Publish.Start",
    ]);
  });

  it("are bounded", async () => {
    const bench = new Bench({}, 2);
    await bench.mc.connect([A, B]);
    await bench.mc.close();
    expect(await statusCodes(bench.mc)).toStrictEqual([
      "1 NetConnection.Connect.Success",
      "all NetConnection.Setup.Success",
    ]);
  });

  it("distinguish permanent from temporary errors", async () => {
    await using bench = new Bench();
    const received: boolean[] = [];
    bench.mc.on("status", ({ level, retryable }) => level === "error" && received.push(retryable));
    await failure(bench.mc.connect(["rtmp://refuse.example/live"]));
    expect(received).toStrictEqual([false, true]);
  });

  it("contain further properties of the server's status", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    const received = vi.fn();
    bench.mc.on("status", received);
    const info = { level: "status" as const, code: "X", description: "", at: { $amf: "date", ms: 5, timeZone: 0 } };
    bench.gateway.emit({ type: "status", server: 0, stream: 1, info });
    await vi.waitFor(() => expect(received).toHaveBeenCalledOnce());
    expect(received.mock.calls[0]?.[0]).toMatchObject({ server: 0, stream: 1, more: { at: new Date(5) } });
  });
});

describe("the end of a session", () => {
  it("follows close, with every server closed", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    await bench.mc.close();
    expect(await bench.mc.closed).toStrictEqual({ code: 1000, reason: "" });
    expect(bench.mc.servers[0]?.state).toBe("Closed");
    expect((await failure(bench.mc.connect([A]))).code).toBe("closed");
  });

  it.each([1001, 1006, 1009, 1011, 4400, 4406, 4408, 4429])(
    "with close code %d rejects pending requests",
    async (code) => {
      const bench = new Bench();
      const waiting = failure(bench.mc.connect(["rtmp://silent.example/live"]));
      await vi.waitFor(() => expect(bench.mc.servers).toHaveLength(1));
      bench.socket.end(code, "why");
      expect(await waiting).toMatchObject({ code: "closed", closeCode: code });
      expect((await waiting).message).toContain(`why (close code ${code})`);
      expect(bench.mc.servers[0]).toMatchObject({ state: "Failed", cause: "lost" });
    },
  );

  it("rejects hello if the session never began", async () => {
    const bench = new Bench({ unreachable: true });
    await expect(bench.mc.hello).rejects.toMatchObject({ code: "unreachable", closeCode: 1006 });
  });

  it("follows a worker that cannot be loaded", async () => {
    let worker: WorkerPort | undefined;
    const mc = new MultiConnection("ws://gateway.example/v1", {
      worker: () => {
        worker = { postMessage: () => {}, terminate: vi.fn(), onmessage: null, onerror: null };
        return worker;
      },
    });
    worker?.onerror?.({ message: "blocked" });
    await expect(mc.hello).rejects.toThrow("the worker did not start: blocked");
    expect(worker?.terminate).toHaveBeenCalled();
  });

  it("closes the streams", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const closed = vi.fn();
    stream.on("close", closed);
    bench.socket.end(1001);
    await bench.mc.closed;
    expect(closed).toHaveBeenCalledOnce();
    await stream.close();
  });

  it("does not wait for a gateway that does not respond", async () => {
    vi.useFakeTimers();
    const bench = new Bench();
    await bench.mc.hello;
    bench.socket.close = () => {};
    const closing = bench.mc.close();
    await vi.advanceTimersByTimeAsync(2000);
    await closing;
    vi.useRealTimers();
    expect(await bench.mc.closed).toMatchObject({ code: 1006 });
  });

  it("follows a protocol error of the gateway", async () => {
    const bench = new Bench();
    await bench.mc.hello;
    bench.socket.deliver("[]");
    expect(await bench.mc.closed).toMatchObject({ code: 4400 });
  });

  it("does not follow a disconnect, which closes the streams", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    await bench.mc.disconnect();
    expect(stream.isClosed).toBe(true);
    expect(bench.mc.servers[0]?.state).toBe("Closed");
    await bench.mc.connect([B]);
  });
});

describe("responses", () => {
  it("to the worker's own requests do not reach the page", async () => {
    await using bench = new Bench();
    const connecting = failure(bench.mc.connect(["rtmp://silent.example/live"], { timeout: 100 }));
    await vi.waitFor(() => expect(bench.requestTypes).toContain("connect"));
    bench.socket.deliver(JSON.stringify({ id: FIRST_WORKER_ID, type: "error", code: "bad-state", message: "no" }));
    expect((await connecting).code).toBe("setup-failed");
  });

  it("that are errors state whether they are temporary", async () => {
    await using bench = new Bench();
    const errors: MultiConnectionError[] = [];
    bench.mc.on("error", (error) => errors.push(error));
    await bench.mc.hello;
    const error = { type: "error", code: "too-many", message: "later" };
    bench.socket.deliver(JSON.stringify({ ...error, temporary: true }));
    bench.socket.deliver(JSON.stringify(error));
    await vi.waitFor(() => expect(errors).toHaveLength(2));
    expect(errors.map(({ temporary }) => temporary)).toStrictEqual([true, false]);
  });

  it("in binary frames of a later version are ignored", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    bench.socket.onmessage?.({ data: new ArrayBuffer(8) });
    await bench.mc.connect([A]);
  });

  it("without a pending request, and errors without a request, have no effect", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    const received = vi.fn();
    bench.mc.on("error", received);
    bench.socket.deliver('{"id":77,"type":"result"}');
    bench.socket.deliver('{"type":"error","code":"bad-frame","message":"short"}');
    await vi.waitFor(() => expect(received).toHaveBeenCalledOnce());
    expect(received.mock.calls[0]?.[0]).toMatchObject({ code: "bad-frame", message: "short" });
  });
});
