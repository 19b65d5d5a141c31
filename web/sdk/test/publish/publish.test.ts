import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AdaptiveOptions, Target } from "../../src/index.ts";
import { FIRST_WORKER_ID } from "../../src/worker/link.ts";
import { FakeFrame, FakeVideoEncoder, stubCodecs, stubTracks } from "../support/fake-codecs.ts";
import { Bench } from "../support/in-memory.ts";
import { failure } from "../support/outcomes.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

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
    expect(bench.requestTypes.at(-1)).toBe("closeStream");
    expect(stream.isClosed).toBe(true);
  });

  it("closes the stream if no server accepts it", async () => {
    await using bench = new Bench();
    await bench.mc.connect(["rtmp://badkey.example/live"]);
    expect((await failure(bench.mc.publish("show"))).code).toBe("publish-failed");
    expect(bench.mc.servers[0]).toMatchObject({ state: "Rejected", cause: "refused-publish" });
    await vi.waitFor(() => expect(bench.requestTypes.at(-1)).toBe("closeStream"));
  });

  it("closes the stream after an abort", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const controller = new AbortController();
    const publishing = failure(bench.mc.publish("show", { signal: controller.signal }));
    controller.abort(new Error("no"));
    expect((await publishing).message).toBe("no");
    await vi.waitFor(() => expect(bench.requestTypes.at(-1)).toBe("closeStream"));
  });

  it.each([
    { videoBitrate: 1 },
    { audioBitrate: 1e6 },
    { frameRate: 0 },
    { frameRate: Number.NaN },
    { width: 1e5 },
    { keyframeInterval: 60 },
  ])("rejects %j", async (options) => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    await expect(bench.mc.publish("show", options)).rejects.toThrow(RangeError);
  });

  it("says in plain words what the browser lacks", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const track = { kind: "video", readyState: "live" } as MediaStreamTrack;
    const error = await failure(bench.mc.publish("show", { video: track }));
    expect(error.code).toBe("unsupported");
    expect(error.message).toMatch(
      /^this browser cannot encode video .* use a current version of Chrome, Edge, Firefox/,
    );
  });

  it("updates the statistics with each acknowledgement", async () => {
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

  it("prepares the encoders, then publishes, then sends metadata and media", async () => {
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

  it("reports the encoding target, and accepts another bitrate", async () => {
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
    // No further acknowledgements.
    await vi.advanceTimersByTimeAsync(2500);
    expect(targets.at(-1)).toMatchObject({ why: "uplink", ceiling: 700_000 });
    expect(() => stream.setVideoBitrate(10)).toThrow("videoBitrate 10, expected 50000 to 50000000");
    await bench.mc.close();
  });

  it("rejects options out of range", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const { video } = stubTracks();
    const publish = (adaptive: unknown) => bench.mc.publish("show", { video, adaptive: adaptive as AdaptiveOptions });
    await expect(publish({ floor: 5 })).rejects.toThrow("floor 5, expected 30000 to 50000000");
    await expect(publish({ follow: "all" })).rejects.toThrow("follow all, expected fastest, slowest, uplink");
    await bench.mc.close();
  });

  it("publishes nothing if a track has ended or is of the wrong kind", async () => {
    const bench = new Bench();
    await bench.mc.connect([A]);
    const { video, audio } = stubTracks();
    await expect(bench.mc.publish("show", { video: audio })).rejects.toThrow("live audio track, expected a live video");
    const dead = { ...video, readyState: "ended" } as MediaStreamTrack;
    await expect(bench.mc.publish("show", { video: dead })).rejects.toThrow("ended video track");
    await bench.mc.close();
    expect(bench.requestTypes).not.toContain("publish");
  });

  it.each(["close", "disconnect", "leave"])("sends captured media before the end: %s", async (how) => {
    FakeVideoEncoder.held = 3;
    const bench = new Bench();
    await bench.mc.connect([A]);
    const publishing = bench.mc.publish("show", { video: stubTracks().video });
    await vi.advanceTimersByTimeAsync(1500);
    const stream = await publishing;
    await vi.advanceTimersByTimeAsync(400);
    const { socket } = bench;
    const sent: string[] = [];
    const [send, close] = [socket.send.bind(socket), socket.close.bind(socket)];
    socket.send = (data) => {
      sent.push(typeof data === "string" ? JSON.parse(data).type : "media");
      send(data);
    };
    socket.close = (code, reason) => {
      sent.push("leave");
      close(code, reason);
    };
    const ends = {
      close: () => stream.close(),
      disconnect: () => bench.mc.disconnect(),
      leave: () => bench.mc.close(),
    };
    const done = ends[how as keyof typeof ends]();
    await vi.advanceTimersByTimeAsync(10);
    await done;
    const end = { close: "closeStream", disconnect: "disconnect", leave: "leave" }[how];
    expect(sent).toStrictEqual(["media", "media", "media", end]);
    await bench.mc.close();
  });

  it("closes the stream after a failure of an encoder, and reports it", async () => {
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
    expect(bench.requestTypes.at(-1)).toBe("closeStream");
    await bench.mc.close();
  });
});

describe("send", () => {
  it("sends any value immediately", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const self: Record<string, never> = {};
    Object.assign(self, { self });
    expect(stream.send("onCue", self, -0)).toBe(true);
    await vi.waitFor(() => expect(bench.requestTypes.at(-1)).toBe("send"));
    expect(bench.gateway.requests.at(-1)).toMatchObject({
      handler: "onCue",
      args: [
        { $amf: "object", id: 1, properties: { self: { $amf: "ref", id: 1 } } },
        { $amf: "number", value: "-0" },
      ],
    });
  });

  it("returns false for a message over the gateway's limit, and on a closed stream", async () => {
    await using bench = new Bench({ limits: { textBytes: 200 } });
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    expect(stream.send("big", "ä".repeat(100))).toBe(false);
    expect(stream.send("small", "ä".repeat(10))).toBe(true);
    await stream.close();
    expect(stream.send("late")).toBe(false);
  });

  it("returns false at the gateway's limit of pending requests", async () => {
    await using bench = new Bench({ limits: { requests: 3 } });
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const sent = Array.from({ length: 5 }, () => stream.send("tick"));
    expect(sent.filter(Boolean)).toHaveLength(3);
  });

  it("returns false at 64 pending requests by default", async () => {
    await using bench = new Bench();
    await bench.mc.connect([A]);
    const stream = await bench.mc.publish("show");
    const sent = Array.from({ length: 70 }, () => stream.send("tick"));
    expect(sent.filter(Boolean)).toHaveLength(64);
    await vi.waitFor(() => expect(stream.send("tick")).toBe(true));
  });
});
