import { describe, expect, it, vi } from "vitest";
import type { Failover, MultiConnectionError, PlayOptions } from "../../src/index.ts";
import type { MediaSink } from "../../src/play/playable-stream.ts";
import type { MediaTag } from "../../src/wire/tags.ts";
import { Bench } from "../support/in-memory.ts";
import { clock } from "../support/media.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

/** Sink that records what it receives. */
class Notes implements MediaSink {
  readonly tags: MediaTag[] = [];
  readonly events: string[] = [];
  seconds: number | undefined;

  time(): number | undefined {
    return this.seconds;
  }

  tag(tag: MediaTag): void {
    this.tags.push(tag);
  }

  discontinuity(): void {
    this.events.push(`cut after ${this.tags.length}`);
  }

  complete(): void {
    this.events.push("complete");
  }

  close(): void {
    this.events.push("close");
  }

  times(kind: MediaTag["kind"]): number[] {
    return this.tags.filter((tag) => tag.kind === kind && !tag.config).map(({ timestamp }) => timestamp);
  }
}

async function played(options: PlayOptions = {}, servers = [A, B]) {
  const bench = new Bench({ media: clock() });
  await bench.mc.connect(servers, { require: "any" });
  const stream = await bench.mc.play("show", options);
  const notes = new Notes();
  stream.addSink(notes);
  return { bench, stream, notes, [Symbol.asyncDispose]: () => bench.mc.close() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("play", () => {
  it("sends its options, and reports the server", async () => {
    await using bench = new Bench({ media: clock() });
    await bench.mc.connect([A, B]);
    const options = { servers: [1, 0], names: { 1: "other" }, start: 0, length: 2, buffer: 1, timeout: 500 };
    await using stream = await bench.mc.play("show", options);
    expect(bench.gateway.requests.slice(1)).toStrictEqual([
      { id: 2, type: "createStream" },
      { id: 3, type: "play", stream: 1, name: "show", ...options },
    ]);
    expect([stream.number, stream.name, stream.server]).toStrictEqual([1, "show", 1]);
    await stream.close();
    expect(bench.requestTypes.at(-1)).toBe("closeStream");
    expect(stream.isClosed).toBe(true);
  });

  it("omits absent options", async () => {
    await using bench = new Bench({ media: clock() });
    await bench.mc.connect([A]);
    const options = { start: undefined, signal: new AbortController().signal } as unknown as PlayOptions;
    await bench.mc.play("show", options);
    expect(bench.gateway.requests.at(-1)).toStrictEqual({ id: 3, type: "play", stream: 1, name: "show" });
  });

  it("fails if no server has the stream, and closes it", async () => {
    await using bench = new Bench({ media: clock() });
    await bench.mc.connect([A, B]);
    const error: MultiConnectionError = await bench.mc.play("missing").catch((e) => e);
    expect(error).toMatchObject({ name: "MultiConnectionError", code: "play-failed" });
    await vi.waitFor(() => expect(bench.requestTypes.at(-1)).toBe("closeStream"));
  });

  it("closes the stream after an abort", async () => {
    await using bench = new Bench({ media: clock() });
    await bench.mc.connect([A]);
    const controller = new AbortController();
    const playing = bench.mc.play("show", { signal: controller.signal }).catch((error: Error) => error.message);
    controller.abort(new Error("no"));
    expect(await playing).toBe("no");
    await vi.waitFor(() => expect(bench.requestTypes.at(-1)).toBe("closeStream"));
  });

  it("has the metadata, and delivers other data messages", async () => {
    await using play = await played({ start: 0 });
    expect(play.stream.metadata).toMatchObject({ duration: 3, width: 256, audiocodecid: 10 });
    expect([play.stream.isLive, play.stream.duration]).toStrictEqual([false, 3]);
    const data: string[] = [];
    play.stream.on("data", ({ handler, args }) => data.push(`${handler} ${args[0]}`));
    play.bench.gateway.emit({ type: "data", server: 0, stream: 1, timestamp: 5, handler: "onCue", args: ["now"] });
    play.bench.gateway.emit({ type: "data", server: 0, stream: 7, timestamp: 5, handler: "onCue", args: ["else"] });
    await settled();
    expect(data).toStrictEqual(["onCue now"]);
  });

  it("ends with the session", async () => {
    const play = await played();
    const closed = vi.fn();
    play.stream.on("close", closed);
    await play.bench.mc.close();
    expect(closed).toHaveBeenCalledOnce();
    expect(play.notes.events).toStrictEqual(["close"]);
    expect(() => play.stream.addSink(new Notes())).toThrow(/closed/);
    await play.stream.close();
  });

  it("ends with a disconnect", async () => {
    await using play = await played();
    await play.bench.mc.disconnect();
    expect(play.stream.isClosed).toBe(true);
  });
});

describe("media", () => {
  it("arrives in order, with its timestamps", async () => {
    await using play = await played();
    play.bench.gateway.plays.advance(2000);
    await settled();
    const video = play.notes.times("video");
    expect(video.length).toBeGreaterThanOrEqual(24);
    expect(video).toStrictEqual([...video].sort((a, b) => a - b));
    expect(play.stream.stats).toMatchObject({ videoCodec: "AVC", audioCodec: "AAC", dropped: 0, server: 0 });
    expect(play.stream.stats.videoFrames).toBe(video.length);
    expect(play.stream.time).toBeCloseTo(62, 0);
    play.notes.seconds = 61.5;
    expect(play.stream.time).toBe(61.5);
  });

  it("starts at the last keyframe for a late sink, configurations first", async () => {
    await using play = await played();
    play.bench.gateway.plays.advance(2500);
    await settled();
    const late = new Notes();
    play.stream.addSink(late);
    expect(late.tags.slice(0, 2).map(({ config }) => config)).toStrictEqual([true, true]);
    expect(late.tags[2]).toMatchObject({ kind: "video", keyframe: true, timestamp: 62_021 });
    expect(late.times("video")).toHaveLength(6);
  });

  it("updates the statistics twice a second, not for each frame", async () => {
    await using play = await played();
    const stats = vi.fn();
    play.stream.on("stats", stats);
    play.bench.gateway.plays.advance(3000);
    await settled();
    expect(stats.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it("continues from the next server, and reports the failover", async () => {
    await using play = await played();
    const failovers: Failover[] = [];
    play.stream.on("failover", (failover) => failovers.push(failover));
    play.bench.gateway.plays.advance(1500);
    play.bench.gateway.lose(0);
    play.bench.gateway.plays.advance(1500);
    await settled();
    expect(failovers).toStrictEqual([{ from: 0, to: 1, gap: 120 }]);
    expect(play.stream.stats).toMatchObject({ server: 1, failovers: 1, lastGap: 120 });
    const video = play.notes.times("video");
    expect(video).toStrictEqual([...video].sort((a, b) => a - b));
    expect(video.length).toBeGreaterThan(30);
  });

  it("ends with an error if no server is left", async () => {
    await using play = await played({}, [A]);
    const error = vi.fn();
    play.stream.on("error", error);
    play.bench.gateway.lose(0);
    await settled();
    expect(error.mock.calls[0]?.[0]).toMatchObject({ code: "play-failed" });
  });

  it("is complete at the end of a recording", async () => {
    await using play = await played({ start: 0, buffer: 1 });
    const complete = vi.fn();
    play.stream.on("complete", complete);
    play.bench.gateway.plays.advance(3000);
    await settled();
    expect(complete).toHaveBeenCalledOnce();
    expect(play.notes.events).toContain("complete");
  });

  it("of a recording is kept from the beginning until the first sink, including its end", async () => {
    await using play = await played({ start: 0 });
    expect(play.notes.times("video")).toHaveLength(36);
    expect(play.notes.events).toStrictEqual(["complete"]);
    const late = new Notes();
    play.stream.addSink(late);
    expect(late.events).toStrictEqual(["complete"]);
  });

  it("is complete after the requested length of a live stream, without further requests", async () => {
    await using play = await played({ length: 2 });
    const complete = vi.fn();
    play.stream.on("complete", complete);
    const stop = { level: "status", code: "NetStream.Play.Stop", description: "over" } as const;
    play.bench.gateway.emit({ type: "status", server: 0, stream: 1, info: stop });
    await settled();
    expect(complete).not.toHaveBeenCalled();
    const done = { level: "status", code: "NetStream.Play.Complete", duration: 2 };
    play.bench.gateway.emit({ type: "data", server: 0, stream: 1, handler: "onPlayStatus", args: [done] });
    play.bench.gateway.emit({ type: "status", stream: 1, info: stop });
    await settled();
    expect(complete).toHaveBeenCalledOnce();
    const asked = play.bench.requestTypes.length;
    await play.stream.pause();
    await play.stream.receiveVideo(false);
    await play.stream.setBufferTime(3);
    expect(play.bench.requestTypes).toHaveLength(asked);
  });

  it("counts frames that the gateway drops", async () => {
    await using play = await played();
    const info = { level: "warning", code: "NetStream.Play.InsufficientBW", description: "slow", dropped: 7 } as const;
    play.bench.gateway.emit({ type: "status", stream: 1, info });
    await settled();
    expect(play.stream.stats.droppedByGateway).toBe(7);
  });
});

describe("pause, seek and receive", () => {
  const requests = (play: { bench: Bench }) => play.bench.gateway.requests.slice(3);

  it("pauses and resumes once each", async () => {
    await using play = await played();
    await Promise.all([play.stream.pause(), play.stream.pause()]);
    expect(play.stream.isPaused).toBe(true);
    await play.stream.resume();
    await play.stream.resume();
    expect(requests(play)).toStrictEqual([
      { id: 4, type: "pause", stream: 1, paused: true },
      { id: 5, type: "pause", stream: 1, paused: false },
    ]);
  });

  it("ignores media from before a seek", async () => {
    await using play = await played({ start: 0, buffer: 0.5 });
    play.bench.gateway.plays.advance(100);
    await settled();
    const seeking = play.stream.seek(1.5);
    play.bench.gateway.plays.advance(100);
    await seeking;
    await settled();
    const [discontinuity = ""] = play.notes.events;
    const after = play.notes.tags
      .slice(Number(discontinuity.replace("cut after ", "")))
      .filter(({ config }) => !config);
    expect(after[0]).toMatchObject({ kind: "video", keyframe: true, timestamp: 1021 });
    expect(requests(play)).toContainEqual({ id: 4, type: "seek", stream: 1, position: 1.5 });
  });

  it("cannot seek a live stream", async () => {
    await using play = await played();
    await expect(play.stream.seek(1)).rejects.toMatchObject({ code: "bad-state" });
  });

  it("selects tracks, and reverts that if it is refused", async () => {
    await using play = await played();
    await play.stream.receiveAudio(false);
    expect(play.stream.receiving).toStrictEqual({ audio: false, video: true });
    play.bench.gateway.plays.close(1);
    await expect(play.stream.receiveVideo(false)).rejects.toMatchObject({ code: "bad-state" });
    expect(play.stream.receiving).toStrictEqual({ audio: false, video: true });
    await expect(play.stream.pause()).rejects.toMatchObject({ code: "bad-state" });
    expect(play.stream.isPaused).toBe(false);
  });

  it("sets the buffer time", async () => {
    await using play = await played();
    await play.stream.setBufferTime(2);
    expect(play.stream.bufferTime).toBe(2);
    expect(requests(play)).toStrictEqual([{ id: 4, type: "bufferTime", stream: 1, buffer: 2 }]);
  });
});
