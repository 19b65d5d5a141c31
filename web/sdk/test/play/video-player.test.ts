import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Player, PlayOptions } from "../../src/index.ts";
import type { EngineFailureListener, EngineOptions } from "../../src/play/engine.ts";
import type { MediaTag } from "../../src/wire/tags.ts";
import { FakeVideo } from "../support/fake-video.ts";
import { Bench } from "../support/in-memory.ts";
import { clock } from "../support/media.ts";
import { frame, make } from "../support/tags.ts";

/** Engine that records what it receives. */
class FakeEngine {
  readonly fed: string[] = [];
  destroyed = false;

  constructor(
    readonly options: EngineOptions,
    readonly failed: EngineFailureListener,
  ) {}

  feed(bytes: ArrayBuffer): void {
    const view = new DataView(bytes);
    const time = (view.getUint32(4) >>> 8) + view.getUint8(7) * 2 ** 24;
    this.fed.push(`${view.getUint8(0) === 8 ? "a" : "v"}${view.getUint8(12) === 0 ? "c" : ""}${time}`);
  }

  complete(): void {
    this.fed.push("end");
  }

  destroy(): void {
    this.destroyed = true;
  }
}

const engines: FakeEngine[] = [];
const supported = vi.hoisted(() => ({ value: true }));
vi.mock("../../src/play/load-mpegts.ts", () => ({ loadMpegts: async () => ({ isSupported: () => supported.value }) }));
vi.mock("../../src/play/engine.ts", () => ({
  openEngine: (_mpegts: unknown, _video: unknown, options: EngineOptions, failed: EngineFailureListener) => {
    const engine = new FakeEngine(options, failed);
    engines.push(engine);
    return engine;
  },
}));

const benches: Bench[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  engines.length = 0;
  supported.value = true;
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(benches.splice(0).map(({ mc }) => mc.close()));
});

const settled = () => new Promise((resolve) => setTimeout(resolve));

/** A stream without media of its own, and its player. */
async function attached(options: PlayOptions = {}, video = new FakeVideo()) {
  const bench = new Bench({ media: { configs: [], frames: [], duration: 3_600_000 } });
  benches.push(bench);
  await bench.mc.connect(["rtmp://a.example/live", "rtmp://b.example/live"]);
  const stream = await bench.mc.play("show", options);
  const player = await stream.attach(video as unknown as HTMLVideoElement);
  await settled();
  const give = async (...tags: MediaTag[]) => {
    for (const tag of tags) {
      const body = new Uint8Array(tag.bytes.slice(11, -4));
      bench.socket.deliver(new Uint8Array(frame(tag.kind === "audio" ? 8 : 9, 1, tag.timestamp, [...body])));
    }
    await settled();
  };
  const ticks = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { bench, stream, player, video, give, ticks };
}

const errors = (player: Player) => {
  const list: string[] = [];
  player.on("error", ({ code, message }) => list.push(`${code}: ${message}`));
  return list;
};

describe("attach", () => {
  it("rejects a latency out of range and an unsupported browser", async () => {
    const { stream, video } = await attached();
    const element = video as unknown as HTMLVideoElement;
    await expect(stream.attach(element, { latency: 0 })).rejects.toThrow(RangeError);
    supported.value = false;
    await expect(stream.attach(element)).rejects.toMatchObject({ code: "unsupported" });
    await expect(stream.attach(element, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  it("fails for a closed stream, and ends when the stream closes meanwhile", async () => {
    const { stream, player, video } = await attached();
    const again = await stream.attach(video as unknown as HTMLVideoElement);
    const closed = vi.fn();
    again.on("close", closed);
    await stream.close();
    await settled();
    expect(closed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
    expect(player.state.phase).toBe("waiting");
    await expect(stream.attach(video as unknown as HTMLVideoElement)).rejects.toMatchObject({ code: "closed" });
  });

  it("delivers events that occur immediately after attaching", async () => {
    const { stream, give } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    const video = new FakeVideo();
    video.refuses = true;
    const muted = vi.fn();
    (await stream.attach(video as unknown as HTMLVideoElement)).on("muted", muted);
    await settled();
    await settled();
    expect(muted).toHaveBeenCalledOnce();
  });

  it("continues muted where the browser requires a user gesture", async () => {
    const video = new FakeVideo();
    video.refuses = true;
    const { player, give, ticks } = await attached({}, video);
    const muted = vi.fn();
    player.on("muted", muted);
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    expect([video.muted, video.paused]).toStrictEqual([true, false]);
    expect(muted).toHaveBeenCalledOnce();
    await ticks(100);
    expect(player.state.mutedByBrowser).toBe(true);
    video.muted = false;
    await ticks(100);
    expect(player.state.mutedByBrowser).toBe(false);
  });
});

describe("a player of a live stream", () => {
  it("holds tags until the tracks are known, and starts at a keyframe", async () => {
    const { give } = await attached();
    await give(make.aacConfig(900), make.audio(900), make.audio(921));
    expect(engines).toHaveLength(0);
    await give(make.avcConfig(930), make.deltaFrame(930), make.keyframe(940), make.audio(943));
    expect(engines).toHaveLength(1);
    expect(engines[0]?.options).toStrictEqual({ hasAudio: true, hasVideo: true, latency: 0.4 });
    expect(engines[0]?.fed).toStrictEqual(["ac0", "vc0", "v0", "a3"]);
  });

  it("bounds the held tags of a stream with unknown tracks", async () => {
    const { give } = await attached();
    await give(...Array.from({ length: 600 }, () => make.audio(5)), make.keyframe(5));
    expect(engines[0]?.fed).toStrictEqual(["v0"]);
    await give(make.audio(5), ...Array.from({ length: 4 }, () => make.audio(5)));
    expect(engines[0]?.fed).toHaveLength(6);
  });

  it("plays without video, and without audio", async () => {
    const { give } = await attached();
    await give(...Array.from({ length: 60 }, (_, i) => make.audio(i * 21)));
    expect(engines[0]?.options).toMatchObject({ hasAudio: true, hasVideo: false });
    const other = await attached();
    await other.give(...Array.from({ length: 60 }, (_, i) => (i % 25 === 0 ? make.keyframe : make.deltaFrame)(i * 40)));
    expect(engines[1]?.options).toMatchObject({ hasAudio: false, hasVideo: true });
  });

  it("continues in the same engine after a failover, without a gap", async () => {
    const { give } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0), make.audio(2), make.deltaFrame(40));
    await give(make.avcConfig(9000), make.keyframe(9000), make.audio(9003), make.deltaFrame(9040));
    expect(engines).toHaveLength(1);
    const [last = "", first = ""] = [engines[0]?.fed[4], engines[0]?.fed[6]];
    expect([last, first.startsWith("v")]).toStrictEqual(["v40", true]);
    expect(Number(first.slice(1)) - 40).toBeLessThan(300);
  });

  it("opens a new engine at the first keyframe of another codec", async () => {
    const { give } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0), make.audio(2));
    await give(make.hevc(40), make.audio(44));
    expect(engines.map(({ destroyed }) => destroyed)).toStrictEqual([true, false]);
    expect(engines[1]?.fed).toStrictEqual(["ac0", "v0", "a4"]);
  });

  it("opens a new engine when video is deselected, and when it is selected again", async () => {
    const { stream, give } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0), make.audio(2));
    await stream.receiveVideo(false);
    await give(make.audio(23), make.audio(44));
    expect(engines[1]?.options).toMatchObject({ hasVideo: false });
    await stream.receiveVideo(true);
    await give(make.audio(65), make.keyframe(70), make.audio(86));
    expect(engines[2]?.options).toMatchObject({ hasVideo: true });
    expect(engines[2]?.fed).toStrictEqual(["ac0", "vc0", "v0", "a16"]);
  });

  it("restarts at the next keyframe when the engine fails", async () => {
    const { player, give } = await attached();
    const received = errors(player);
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    engines[0]?.failed("broken", false);
    expect(engines[0]?.destroyed).toBe(true);
    await give(make.deltaFrame(40), make.audio(44), make.keyframe(80));
    expect(engines).toHaveLength(2);
    expect(engines[1]?.fed).toStrictEqual(["ac0", "vc0", "v0"]);
    expect(received).toStrictEqual([]);
  });

  it("fails after repeated failures of the engine", async () => {
    const { player, stream, give, ticks } = await attached();
    const [received, onStreamError] = [errors(player), vi.fn()];
    stream.on("error", onStreamError);
    for (let i = 0; i < 5; i++) {
      await give(make.aacConfig(), make.avcConfig(), make.keyframe(i * 40));
      engines.at(-1)?.failed("broken", false);
    }
    expect(engines).toHaveLength(3);
    expect(received).toStrictEqual(["decoder: AAC and AVC cannot be played: broken"]);
    expect(onStreamError).toHaveBeenCalledOnce();
    await ticks(100);
    expect(player.state.phase).toBe("failed");
  });

  it("does not retry an unsupported codec until a failover", async () => {
    const { bench, player, give } = await attached();
    const received = errors(player);
    await give(make.aacConfig(), make.hevc(0), make.audio(2));
    engines[0]?.failed("no HEVC", true);
    await give(make.hevc(40));
    expect(engines).toHaveLength(1);
    expect(received).toStrictEqual(["unsupported: AAC and HEVC cannot be played: no HEVC"]);
    const info = {
      level: "warning",
      code: "NetStream.Play.Failover",
      description: "",
      from: 0,
      to: 1,
      gap: 5,
    } as const;
    bench.gateway.emit({ type: "status", stream: 1, info });
    await give(make.hevc(80));
    expect(engines).toHaveLength(2);
  });

  it("drops frames while paused by the browser, and resumes at a keyframe", async () => {
    const { video, give } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    video.range = [0, 11];
    video.paused = true;
    await give(make.deltaFrame(40), make.keyframe(80), make.audio(81));
    expect(engines[0]?.fed).toStrictEqual(["ac0", "vc0", "v0"]);
    video.paused = false;
    await give(make.deltaFrame(120), make.audio(121), make.keyframe(160), make.deltaFrame(200));
    expect(engines[0]?.fed).toHaveLength(5);
  });

  it("keeps the target latency: strictly at the start, later only when far behind", async () => {
    const { video, give, ticks } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    video.range = [0, 2];
    await ticks(100);
    expect(video.currentTime).toBeCloseTo(1.6);
    await ticks(2000);
    video.range = [0, 4];
    await ticks(100);
    expect(video.currentTime).toBeCloseTo(1.6);
    video.range = [0, 6];
    await ticks(100);
    expect(video.currentTime).toBeCloseTo(5.6);
  });

  it("reports its state", async () => {
    const { player, video, give, ticks } = await attached();
    const states = vi.fn();
    player.on("state", states);
    expect(player.state).toMatchObject({ phase: "waiting", latency: undefined });
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(5000));
    video.range = [0, 0.5];
    await ticks(300);
    expect(states).toHaveBeenCalledOnce();
    expect(player.state).toEqual({
      ...{ phase: "playing", buffered: 0.5, latency: 0.5, decodedFrames: 7, droppedFrames: 1, mutedByBrowser: false },
    });
    video.currentTime = 0.25;
    expect(player.time).toBe(5.25);
  });

  it("pauses the stream on the server, also from the controls of the element", async () => {
    const { bench, player, video, give, ticks } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    await player.pause();
    await ticks(100);
    expect([player.state.phase, video.paused]).toStrictEqual(["paused", true]);
    await player.play();
    video.pause();
    await settled();
    await video.play();
    await settled();
    const paused = bench.gateway.requests.flatMap((request) => (request.type === "pause" ? request.paused : []));
    expect(paused).toStrictEqual([true, false, true, false]);
  });

  it("releases all resources when disposed of", async () => {
    const { player, stream, give } = await attached();
    const closed = vi.fn();
    player.on("close", closed);
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    player.dispose();
    player[Symbol.dispose]();
    await give(make.deltaFrame(40));
    expect(engines[0]?.destroyed).toBe(true);
    expect(engines[0]?.fed).toHaveLength(3);
    expect(closed).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
    expect(stream.isClosed).toBe(false);
  });

  it("ends with its stream", async () => {
    const { stream, give } = await attached();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    await stream.close();
    expect(engines[0]?.destroyed).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a player of a recording", () => {
  it("seeks once the position is buffered", async () => {
    const { bench, player, video, give, ticks } = await attached({ start: 0, buffer: 1 });
    expect(player.state.latency).toBeUndefined();
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0), make.deltaFrame(40));
    await player.seek(30);
    expect(bench.gateway.requests.at(-1)).toMatchObject({ type: "seek", position: 30 });
    await give(make.deltaFrame(29_000), make.keyframe(30_000), make.audio(30_001));
    const [at = ""] = engines[0]?.fed.slice(4) ?? [];
    expect(engines).toHaveLength(1);
    video.range = [0, 0.05];
    await ticks(100);
    expect(video.currentTime).toBe(0);
    video.range = [0, 5];
    await ticks(100);
    expect(video.currentTime).toBeCloseTo(Number(at.slice(1)) / 1000, 1);
    expect(player.time).toBeCloseTo(30, 1);
  });

  it("ends, and plays again from the beginning", async () => {
    const { bench, player, video, give, ticks } = await attached({ start: 0 });
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    const info = { level: "status", code: "NetStream.Play.Stop", description: "" } as const;
    bench.gateway.emit({ type: "status", server: 0, stream: 1, info });
    await settled();
    expect(engines[0]?.fed.at(-1)).toBe("end");
    video.end();
    await ticks(100);
    expect(player.state.phase).toBe("ended");
    await player.play();
    expect(bench.gateway.requests.at(-1)).toMatchObject({ type: "seek", position: 0 });
    await give(make.avcConfig(), make.keyframe(0));
    expect(engines).toHaveLength(2);
    await ticks(100);
    expect(player.state.phase).toBe("playing");
  });

  it("plays a recording shorter than the hold time", async () => {
    const { bench, give } = await attached({ start: 0 });
    await give(make.aacConfig(), make.audio(0), make.audio(21), make.audio(42));
    expect(engines).toHaveLength(0);
    const info = { level: "status", code: "NetStream.Play.Stop", description: "" } as const;
    bench.gateway.emit({ type: "status", server: 0, stream: 1, info });
    await settled();
    expect(engines[0]?.fed).toStrictEqual(["ac0", "a0", "a21", "a42", "end"]);
  });

  it("pauses the recording on the server while the buffer is long", async () => {
    const { bench, video, give, ticks } = await attached({ start: 0 });
    await give(make.aacConfig(), make.avcConfig(), make.keyframe(0));
    const paused = () => bench.gateway.requests.flatMap((request) => (request.type === "pause" ? request.paused : []));
    video.range = [0, 61];
    await ticks(100);
    await settled();
    expect(paused()).toStrictEqual([true]);
    video.currentTime = 42;
    await ticks(100);
    await settled();
    expect(paused()).toStrictEqual([true, false]);
  });

  it("feeds all tags of real media", async () => {
    const bench = new Bench({ media: clock() });
    benches.push(bench);
    await bench.mc.connect(["rtmp://a.example/live"]);
    const stream = await bench.mc.play("show", { start: 0 });
    await stream.attach(new FakeVideo() as unknown as HTMLVideoElement);
    await settled();
    const videoFrames = engines[0]?.fed.filter((tag) => /^v\d/.test(tag));
    expect(videoFrames).toHaveLength(36);
    expect(engines[0]?.fed.at(-1)).toBe("end");
  });
});
