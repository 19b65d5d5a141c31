import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type AdaptiveOptions,
  MultiConnection,
  MultiConnectionError,
  type Server,
  type Target,
  type WorkerPort,
} from "../../src/index.ts";
import { FIRST_WORKER_ID } from "../../src/worker/link.ts";
import { FakeFrame, FakeVideoEncoder, stubCodecs, stubTracks } from "../support/fake-codecs.ts";
import { Bench } from "../support/in-memory.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

async function codes(mc: MultiConnection): Promise<string[]> {
  const list: string[] = [];
  for await (const { server, code } of mc.statuses()) {
    list.push(`${server ?? "all"} ${code}`);
  }
  return list;
}

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable("it should have failed"),
    (error: MultiConnectionError) => error,
  );

describe("connect", () => {
  it("is fulfilled once all servers are connected, and knows them", async () => {
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

  it("goes on with the servers that are there if any is enough", async () => {
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

  it("leaves servers that are lost to the page if it wants that", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, "rtmp://down.example/live"], { require: "any", recover: false });
    expect(bench.gateway.requests[0]).toMatchObject({ recover: false });
    expect(bench.mc.servers[1]).toMatchObject({ state: "Failed", cause: "unreachable" });
    await expect(bench.mc.reconnect(1)).rejects.toMatchObject({ code: "setup-failed" });
    expect(bench.mc.servers[1]).not.toHaveProperty("attempt");
  });

  it("takes servers in and lets them go while the others stay", async () => {
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

  it("knows a server that recovers as lost when the gateway is", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, "rtmp://down.example/live"], { require: "any" });
    bench.socket.end(1006);
    await bench.mc.closed;
    expect(bench.mc.servers.map(({ state }) => state)).toStrictEqual(["Failed", "Failed"]);
  });

  it("fails with the gateway's code, and may be asked again", async () => {
    await using bench = new Bench();
    const error = await failure(bench.mc.connect([A, "rtmp://refuse.example/live"]));
    expect(error).toBeInstanceOf(MultiConnectionError);
    expect(error.code).toBe("setup-failed");
    expect(error.message).toContain("refuse.example");
    await bench.mc.connect([A]);
    expect(bench.mc.servers.map(({ url }) => url)).toStrictEqual([A]);
  });

  it("keeps its servers when it is asked again too early", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    expect((await failure(bench.mc.connect([B]))).code).toBe("bad-state");
    expect(bench.mc.servers.map(({ url }) => url)).toStrictEqual([A]);
  });

  it("takes back what an abort leaves behind", async () => {
    await using bench = new Bench();
    const controller = new AbortController();
    const connecting = failure(bench.mc.connect(["rtmp://silent.example/live"], { signal: controller.signal }));
    await vi.waitFor(() => expect(bench.mc.servers[0]?.state).toBe("Connecting"));
    controller.abort(new Error("changed my mind"));
    expect((await connecting).message).toBe("changed my mind");
    await vi.waitFor(() => expect(bench.asked).toStrictEqual(["connect", "disconnect"]));
  });

  it("asks nothing with a signal that has aborted", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    await expect(bench.mc.connect([A], { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    expect(bench.asked).not.toContain("connect");
  });
});

describe("publish", () => {
  it("creates a stream and publishes it, also without tracks", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A, B]);
    await using stream = await bench.mc.publish("show", { names: { 1: "other" }, mode: "record", timeout: 900 });
    expect(stream.number).toBe(1);
    expect(bench.gateway.requests.slice(1)).toStrictEqual([
      { id: 2, type: "createStream" },
      { id: 3, type: "publish", stream: 1, name: "show", names: { 1: "other" }, mode: "record", timeout: 900 },
    ]);
    await stream.close();
    expect(bench.asked.at(-1)).toBe("closeStream");
    expect(stream.isClosed).toBe(true);
  });

  it("closes the stream where no server takes it", async () => {
    await using bench = new Bench();
    await bench.mc.connect(["rtmp://badkey.example/live"]);
    expect((await failure(bench.mc.publish("show"))).code).toBe("publish-failed");
    expect(bench.mc.servers[0]).toMatchObject({ state: "Rejected", cause: "refused-publish" });
    await vi.waitFor(() => expect(bench.asked.at(-1)).toBe("closeStream"));
  });

  it("closes the stream where it is given up", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const controller = new AbortController();
    const publishing = failure(bench.mc.publish("show", { signal: controller.signal }));
    controller.abort(new Error("no"));
    expect((await publishing).message).toBe("no");
    await vi.waitFor(() => expect(bench.asked.at(-1)).toBe("closeStream"));
  });

  it.each([
    { videoBitrate: 1 },
    { audioBitrate: 1e6 },
    { frameRate: 0 },
    { frameRate: Number.NaN },
    { width: 1e5 },
    { keyframeInterval: 60 },
  ])("refuses %j", async (options) => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    await expect(bench.mc.publish("show", options)).rejects.toThrow(RangeError);
  });

  it("says what the browser lacks", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const track = { kind: "video", readyState: "live" } as MediaStreamTrack;
    const error = await failure(bench.mc.publish("show", { video: track }));
    expect(error.code).toBe("unsupported");
    expect(error.message).toContain("MediaStreamTrackProcessor");
  });

  it("gives a number of each acknowledgement", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const acks = vi.fn();
    bench.mc.on("ack", acks);
    bench.gateway.ack();
    await vi.waitFor(() => expect(acks).toHaveBeenCalledOnce());
    expect(stream.stats.servers).toStrictEqual([
      { server: 0, queueBytes: 0, queueMs: 0, sentBytes: 0, frames: 0, dropped: 0 },
    ]);
  });
});

describe("publish, with tracks", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("gets the encoders ready first, then publishes, then sends metadata and media", async () => {
    const order: string[] = [];
    const bench = new Bench({ onRequest: ({ type }) => order.push(type), onMedia: (type) => order.push(String(type)) });
    await bench.mc.connect([A]);
    const publishing = bench.mc.publish("show", { ...stubTracks(), videoBitrate: 1e6 });
    await vi.advanceTimersByTimeAsync(1500);
    const stream = await publishing;
    expect(stream.formats).toMatchObject({ video: { codec: "avc1.64001e", bitrate: 1e6 }, audio: { channels: 2 } });
    expect(order.slice(0, 6)).toStrictEqual(["connect", "createStream", "publish", "send", "8", "9"]);
    const metadata = bench.gateway.requests.find(({ type }) => type === "send");
    expect(metadata).toMatchObject({ id: FIRST_WORKER_ID, handler: "@setDataFrame" });

    await vi.advanceTimersByTimeAsync(1000);
    bench.gateway.ack();
    await vi.advanceTimersByTimeAsync(600);
    expect(stream.time).toBeGreaterThan(1);
    expect(stream.stats.ackedBytes).toBeGreaterThan(1000);
    expect(stream.stats.inFlightBytes).toBeLessThan(stream.stats.sentBytes);
    await stream.close();
    const sent = order.length;
    await vi.advanceTimersByTimeAsync(500);
    expect(order.length).toBe(sent);
    await bench.mc.close();
    expect(FakeFrame.open).toBe(0);
  });

  it("tells what it is encoded with, and takes another wish", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const targets: Target[] = [];
    const publishing = bench.mc.publish("show", {
      video: stubTracks().video,
      videoBitrate: 1e6,
      opened: (stream) => stream.on("target", (target) => targets.push(target)),
    });
    await vi.advanceTimersByTimeAsync(1500);
    const stream = await publishing;
    await vi.advanceTimersByTimeAsync(1);
    const all = { bitrate: 1e6, frameRate: 30, ceiling: 1e6, why: "ceiling", servers: [] };
    expect(targets).toStrictEqual([all]);
    stream.setVideoBitrate(700_000);
    await vi.advanceTimersByTimeAsync(1);
    expect(targets.at(-1)).toStrictEqual({ ...all, bitrate: 700_000, ceiling: 700_000 });
    expect(stream.stats.target).toStrictEqual(targets.at(-1));
    expect(FakeVideoEncoder.last?.config).toMatchObject({ bitrate: 700_000 });
    // Nothing more is acknowledged.
    await vi.advanceTimersByTimeAsync(2500);
    expect(targets.at(-1)).toMatchObject({ why: "uplink", ceiling: 700_000 });
    expect(() => stream.setVideoBitrate(10)).toThrow("videoBitrate 10, expected 50000 to 50000000");
    await bench.mc.close();
  });

  it("takes only options in their range", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const { video } = stubTracks();
    const publish = (adaptive: unknown) => bench.mc.publish("show", { video, adaptive: adaptive as AdaptiveOptions });
    await expect(publish({ floor: 5 })).rejects.toThrow("floor 5, expected 30000 to 50000000");
    await expect(publish({ follow: "all" })).rejects.toThrow("follow all, expected fastest, slowest, uplink");
    await bench.mc.close();
  });

  it("publishes nothing where a track is dead or of the wrong kind", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const { video, audio } = stubTracks();
    await expect(bench.mc.publish("show", { video: audio })).rejects.toThrow("live audio track, expected a live video");
    const dead = { ...video, readyState: "ended" } as MediaStreamTrack;
    await expect(bench.mc.publish("show", { video: dead })).rejects.toThrow("ended video track");
    await bench.mc.close();
    expect(bench.asked).not.toContain("publish");
  });

  it("closes the stream after an encoder's failure, and says so", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const publishing = bench.mc.publish("show", { video: stubTracks().video });
    await vi.advanceTimersByTimeAsync(1500);
    const stream = await publishing;
    const failed = vi.fn();
    stream.on("error", failed);
    FakeVideoEncoder.last?.init.error(new DOMException("gone", "EncodingError"));
    await vi.advanceTimersByTimeAsync(10);
    expect(failed.mock.calls[0]?.[0]).toMatchObject({ code: "encoder", message: "video: gone" });
    expect(stream.isClosed).toBe(true);
    expect(bench.asked.at(-1)).toBe("closeStream");
    await bench.mc.close();
  });
});

describe("send", () => {
  it("goes out at once, with any value", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const self: Record<string, never> = {};
    Object.assign(self, { self });
    expect(stream.send("onCue", self, -0)).toBe(true);
    await vi.waitFor(() => expect(bench.asked.at(-1)).toBe("send"));
    expect(bench.gateway.requests.at(-1)).toMatchObject({
      handler: "onCue",
      args: [
        { $amf: "object", id: 1, properties: { self: { $amf: "ref", id: 1 } } },
        { $amf: "number", value: "-0" },
      ],
    });
  });

  it("is false for what is over the gateway's limit, and on a closed stream", async () => {
    await using bench = new Bench({ limits: { textBytes: 200 } });
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    expect(stream.send("big", "ä".repeat(100))).toBe(false);
    expect(stream.send("small", "ä".repeat(10))).toBe(true);
    await stream.close();
    expect(stream.send("late")).toBe(false);
  });

  it("is false once as many requests are open as the gateway's hello allows", async () => {
    await using bench = new Bench({ limits: { requests: 3 } });
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const sent = Array.from({ length: 5 }, () => stream.send("tick"));
    expect(sent.filter(Boolean)).toHaveLength(3);
  });

  it("is false once 64 requests are open", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const sent = Array.from({ length: 70 }, () => stream.send("tick"));
    expect(sent.filter(Boolean)).toHaveLength(64);
    await vi.waitFor(() => expect(stream.send("tick")).toBe(true));
  });
});

describe("statuses", () => {
  it("are told from the first on, merged ones without a server", async () => {
    const bench = new Bench();
    await bench.mc.connect([A, B]);
    await bench.mc.publish("show");
    await bench.mc.close();
    expect(await codes(bench.mc)).toStrictEqual([
      "0 NetConnection.Connect.Success",
      "1 NetConnection.Connect.Success",
      "all NetConnection.Setup.Success",
      "0 NetStream.Publish.Start",
      "1 NetStream.Publish.Start",
      "all NetStream.Publish.Start",
    ]);
  });

  it("keep no more than their bound", async () => {
    const bench = new Bench({}, 2);
    await bench.mc.connect([A, B]);
    await bench.mc.close();
    expect(await codes(bench.mc)).toStrictEqual(["1 NetConnection.Connect.Success", "all NetConnection.Setup.Success"]);
  });

  it("tell a refusal from what may pass", async () => {
    await using bench = new Bench();
    const heard: boolean[] = [];
    bench.mc.on("status", ({ level, retryable }) => level === "error" && heard.push(retryable));
    await failure(bench.mc.connect(["rtmp://refuse.example/live"]));
    expect(heard).toStrictEqual([false, true]);
  });

  it("carry what else a server said", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    const heard = vi.fn();
    bench.mc.on("status", heard);
    const info = { level: "status" as const, code: "X", description: "", at: { $amf: "date", ms: 5, timeZone: 0 } };
    bench.gateway.news({ type: "status", server: 0, stream: 1, info });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ server: 0, stream: 1, more: { at: new Date(5) } });
  });
});

describe("the end", () => {
  it("comes when asked for, with every server closed", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    await bench.mc.close();
    expect(await bench.mc.closed).toStrictEqual({ code: 1000, reason: "" });
    expect(bench.mc.servers[0]?.state).toBe("Closed");
    expect((await failure(bench.mc.connect([A]))).code).toBe("closed");
  });

  it.each([1001, 1006, 1009, 1011, 4400, 4406, 4408, 4429])("with close code %d fails what waits", async (code) => {
    const bench = new Bench();
    const waiting = failure(bench.mc.connect(["rtmp://silent.example/live"]));
    await vi.waitFor(() => expect(bench.mc.servers).toHaveLength(1));
    bench.socket.end(code, "why");
    expect(await waiting).toMatchObject({ code: "closed", closeCode: code });
    expect((await waiting).message).toContain(`why (close code ${code})`);
    expect(bench.mc.servers[0]).toMatchObject({ state: "Failed", cause: "lost" });
  });

  it("of a session that never began fails its hello", async () => {
    const bench = new Bench({ unreachable: true });
    await expect(bench.mc.hello).rejects.toMatchObject({ code: "closed", closeCode: 1006 });
  });

  it("comes when the worker cannot be loaded", async () => {
    let worker: WorkerPort | undefined;
    const mc = new MultiConnection("ws://gateway.example/v1", {
      worker: () => {
        worker = { postMessage: () => {}, terminate: vi.fn(), onmessage: null, onerror: null };
        return worker;
      },
    });
    worker?.onerror?.({ message: "blocked" });
    await expect(mc.hello).rejects.toThrow("the worker failed: blocked");
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

  it("does not wait for a gateway that does not answer", async () => {
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

  it("comes over a gateway that breaks the protocol", async () => {
    const bench = new Bench();
    await bench.mc.hello;
    bench.socket.deliver("[]");
    expect(await bench.mc.closed).toMatchObject({ code: 4400 });
  });

  it("of a disconnect closes the streams but not the session", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    await bench.mc.disconnect();
    expect(stream.isClosed).toBe(true);
    expect(bench.mc.servers[0]?.state).toBe("Closed");
    await bench.mc.connect([B]);
  });
});

describe("answers", () => {
  it("to the worker's own requests do not reach the page's", async () => {
    await using bench = new Bench();
    const connecting = failure(bench.mc.connect(["rtmp://silent.example/live"], { timeout: 100 }));
    await vi.waitFor(() => expect(bench.asked).toContain("connect"));
    bench.socket.deliver(JSON.stringify({ id: FIRST_WORKER_ID, type: "error", code: "bad-state", message: "no" }));
    expect((await connecting).code).toBe("setup-failed");
  });

  it("that are errors say whether they are temporary", async () => {
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

  it("in binary frames, of a later version, are passed over", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    bench.socket.onmessage?.({ data: new ArrayBuffer(8) });
    await bench.mc.connect([A]);
  });

  it("that nobody waits for, and errors without a request, harm nothing", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    const heard = vi.fn();
    bench.mc.on("error", heard);
    bench.socket.deliver('{"id":77,"type":"result"}');
    bench.socket.deliver('{"type":"error","code":"bad-frame","message":"short"}');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ code: "bad-frame", message: "short" });
  });
});
