import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { FakeFrame, FakeTrack, FakeVideoEncoder, stubCodecs } from "../support/fake-codecs.ts";
import { OPTIONS, PublisherBench } from "../support/publisher-bench.ts";

describe("a publisher of video", () => {
  let bench: PublisherBench;

  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
    bench = new PublisherBench();
  });

  afterEach(() => {
    bench.publisher.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    expect(FakeFrame.open).toBe(0);
  });

  it("sends the configuration, then frames with timestamps from 0", async () => {
    await bench.start();
    await bench.show(400);
    expect(bench.sent.slice(0, 3).map(({ head }) => head)).toStrictEqual(["1700", "1701", "2701"]);
    expect(bench.sent[0]?.ms).toBe(60);
    expect(bench.sent.slice(1).map(({ ms }) => ms)).toStrictEqual([60, 100, 140, 180, 220, 260, 300, 340, 380, 420]);
  });

  it("encodes a keyframe every two seconds, and on request", async () => {
    await bench.start();
    await bench.show(5000);
    const keyframes = () =>
      bench.encoder.encoded.flatMap((each) => (each.keyFrame ? [Math.round(each.timestampMs)] : []));
    expect(keyframes()).toStrictEqual([60, 2060, 4060]);
    bench.publisher.requestKeyframe();
    await bench.show(200);
    expect(keyframes().at(-1)).toBe(5060);
  });

  it("limits requested keyframes to one per second", async () => {
    await bench.start();
    for (let i = 0; i < 20; i++) {
      bench.publisher.requestKeyframe();
      await bench.show(80);
    }
    const keyframes = bench.encoder.encoded.flatMap((each) => (each.keyFrame ? [Math.round(each.timestampMs)] : []));
    expect(keyframes).toStrictEqual([60, 1060]);
  });

  it("limits the frame rate of its track", async () => {
    await bench.start();
    await bench.show(1000, 10);
    const times = bench.encoder.encoded.map(({ timestampMs }) => timestampMs);
    expect(times.length).toBeLessThanOrEqual(1000 / (667 / OPTIONS.frameRate) + 1);
    expect(bench.publisher.stats.skipped).toBeGreaterThan(50);
  });

  it("repeats the frame of a static screen", async () => {
    await bench.start();
    await bench.show(40);
    await vi.advanceTimersByTimeAsync(2000);
    expect(bench.encoder.encoded.length).toBeGreaterThanOrEqual(4);
    const times = bench.encoder.encoded.map(({ timestampMs }) => timestampMs);
    expect(times).toStrictEqual([...times].sort((a, b) => a - b));
  });

  it("stops encoding over the limit, and resumes at a keyframe", async () => {
    FakeVideoEncoder.bytes = { key: 150_000, delta: 75_000 };
    await bench.start();
    await bench.show(400);
    expect(bench.dropping).toStrictEqual([true]);
    const before = bench.sent.length;
    expect(bench.publisher.stats).toMatchObject({ dropping: true, dropped: 1 });
    expect(bench.publisher.stats.skipped).toBeGreaterThan(0);
    bench.ack();
    await bench.show(80);
    expect(bench.dropping).toStrictEqual([true, false]);
    expect(bench.sent[before]?.head).toBe("1701");
  });

  it("sends the frames that the encoder still holds when the stream ends", async () => {
    FakeVideoEncoder.held = 3;
    await bench.start();
    await bench.show(400);
    expect(bench.encoder.encoded.length).toBeGreaterThan(3);
    expect(bench.publisher.stats.videoFrames).toBe(bench.encoder.encoded.length - 3);
    await bench.publisher.finish();
    expect(bench.publisher.stats.videoFrames).toBe(bench.encoder.encoded.length);
    expect(bench.encoder.state).toBe("closed");
  });

  it("waits at most 1 s for an encoder that does not complete", async () => {
    await bench.start();
    FakeVideoEncoder.hangs = true;
    let hasEnded = false;
    void bench.publisher.finish().then(() => {
      hasEnded = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(hasEnded).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(hasEnded).toBe(true);
    expect(bench.encoder.state).toBe("closed");
  });

  it("skips frames while the encoder lags", async () => {
    await bench.start();
    await bench.show(80);
    bench.encoder.encodeQueueSize = 4;
    const before = bench.encoder.encoded.length;
    await bench.show(400);
    expect(bench.encoder.encoded.length).toBe(before);
    expect(bench.publisher.stats.skipped).toBeGreaterThanOrEqual(9);
  });

  it("keeps its resolution when that of the track changes", async () => {
    await bench.start();
    await bench.show(80);
    await bench.show(80, 40, { displayWidth: 360, displayHeight: 640 });
    expect(bench.encoder.config).toMatchObject({ width: 640, height: 360 });
    expect(bench.encoder.encoded).toHaveLength(4);
  });

  it("continues with another track", async () => {
    await bench.start();
    await bench.show(80);
    const other = new FakeTrack();
    bench.publisher.attach({ video: { readable: other.readable, options: OPTIONS } });
    const before = bench.encoder.encoded.length;
    for (let t = 0; t < 1600; t += 40) {
      other.push(new FakeFrame({ displayWidth: 640, displayHeight: 360 }, { timestamp: t * 1000 }));
      await vi.advanceTimersByTimeAsync(40);
    }
    const times = bench.encoder.encoded.slice(before).map(({ timestampMs }) => timestampMs);
    expect(times.length).toBeGreaterThan(20);
    expect(times.at(-1)).toBeGreaterThan(1500);
  });

  it("shows a replaced track until the next one is calibrated", async () => {
    await bench.start();
    await bench.show(80);
    const [silent, next] = [new FakeTrack(), new FakeTrack()];
    bench.publisher.attach({ video: { readable: silent.readable, options: OPTIONS } });
    bench.publisher.attach({ video: { readable: next.readable, options: OPTIONS } });
    expect(silent.isCancelled).toBe(true);
    const before = bench.encoder.encoded.length;
    for (let t = 0; t < 1600; t += 40) {
      next.push(new FakeFrame({ displayWidth: 640, displayHeight: 360 }, { timestamp: t * 1000 }));
      await (bench.track.isCancelled ? vi.advanceTimersByTimeAsync(40) : bench.show(40));
    }
    const times = bench.encoder.encoded.slice(before - 1).map(({ timestampMs }) => timestampMs);
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(80);
    expect(bench.track.isCancelled).toBe(true);
    expect(bench.ended).toStrictEqual([]);
  });

  it("reports a track that ends, and continues with its last frame", async () => {
    await bench.start();
    await bench.show(80);
    bench.track.end();
    const before = bench.encoder.encoded.length;
    await vi.advanceTimersByTimeAsync(1500);
    expect(bench.ended).toStrictEqual(["video"]);
    expect(bench.encoder.encoded.length).toBeGreaterThan(before);
  });

  it("fails on a frame over the gateway's limit", async () => {
    bench = new PublisherBench(900);
    await bench.start();
    await bench.show(40);
    expect(bench.failed[0]).toMatchObject({ code: "encoder" });
    expect(bench.failed[0]?.message).toContain("frame of 1013 bytes, expected at most 900");
  });

  it("reports a track that delivers nothing", async () => {
    const prepared = expect(bench.publisher.prepare()).rejects.toMatchObject({ code: "no-media" });
    await vi.advanceTimersByTimeAsync(5000);
    await prepared;
  });

  it("reports that there is no encoder", async () => {
    FakeVideoEncoder.supported = () => false;
    const prepared = expect(bench.publisher.prepare()).rejects.toMatchObject({ code: "unsupported" });
    await bench.show(80);
    await prepared;
  });

  it("uses the next best profile if the best is not supported", async () => {
    FakeVideoEncoder.supported = (codec) => codec.startsWith("avc1.42");
    await bench.start();
    expect(bench.encoder.config?.codec).toBe("avc1.42e01e");
  });
});

describe("a publisher that adapts", () => {
  const ADAPTIVE = { ...OPTIONS, adaptive: { follow: "fastest" as const } };
  let bench: PublisherBench;

  beforeEach(async () => {
    vi.useFakeTimers();
    stubCodecs();
    // 1 Mbit/s at 25 fps.
    FakeVideoEncoder.bytes = { key: 5000, delta: 5000 };
    bench = new PublisherBench(2 ** 21, ADAPTIVE);
    await bench.start();
  });

  afterEach(() => {
    bench.publisher.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Pushes frames on a path of a given rate in bytes per second, acknowledged four times a second. */
  async function showOn(bytesPerSecond: number, seconds: number): Promise<void> {
    for (let i = 0; i < seconds * 4; i++) {
      await bench.show(240);
      await vi.advanceTimersByTimeAsync(10);
      bench.take(bytesPerSecond / 4);
    }
  }

  it("starts at the ceiling, and reports it", () => {
    const start = { bitrate: 1_000_000, frameRate: 25, ceiling: 1_000_000, why: "ceiling", servers: [] };
    expect(bench.targets).toStrictEqual([start]);
  });

  it("reduces the bitrate without a keyframe or another configuration", async () => {
    await showOn(1e9, 3);
    const before = bench.sent.length;
    await showOn(62_500, 2);
    expect(bench.targets.at(-1)).toMatchObject({ why: "uplink", frameRate: 25 });
    expect(bench.targets.at(-1)?.bitrate).toBeLessThan(500_000);
    expect(bench.encoder.config).toMatchObject({ bitrate: bench.targets.at(-1)?.bitrate, framerate: 25, width: 640 });
    const heads = bench.sent.slice(before).map(({ head }) => head);
    expect(heads.filter((head) => head === "1700")).toStrictEqual([]);
    expect(heads.filter((head) => head === "1701").length).toBeLessThanOrEqual(1);
    expect(bench.publisher.stats.dropped).toBe(0);
  });

  it("reduces the frame rate if the encoder exceeds its bitrate", async () => {
    await showOn(1e9, 2);
    await showOn(62_500, 4);
    const before = bench.encoder.encoded.length;
    await showOn(62_500, 4);
    expect(bench.encoder.encoded.length - before).toBeLessThanOrEqual(4 * 13);
  });

  it("delays requested keyframes during congestion", async () => {
    await showOn(1e9, 2);
    bench.publisher.requestKeyframe();
    const keyframes = () => bench.encoder.encoded.filter(({ keyFrame }) => keyFrame).length;
    await showOn(0, 1);
    const before = keyframes();
    for (let i = 0; i < 4; i++) {
      bench.publisher.requestKeyframe();
      await showOn(0, 0.25);
    }
    expect(keyframes() - before).toBeLessThanOrEqual(1);
  });

  it("applies another ceiling at once", async () => {
    await showOn(1e9, 1);
    bench.publisher.setVideoBitrate(600_000);
    expect(bench.targets.at(-1)).toMatchObject({ bitrate: 600_000, ceiling: 600_000, why: "ceiling" });
    expect(bench.encoder.config?.bitrate).toBe(600_000);
  });

  it("does not repeat an equal configuration after reconfiguring the encoder", async () => {
    await showOn(1e9, 1);
    const describe = (bytes: number[]) => {
      const chunk = { type: "key", timestamp: 5e6, byteLength: 10, copyTo: () => {} } as unknown as EncodedVideoChunk;
      bench.encoder.init.output(chunk, { decoderConfig: { codec: "avc1", description: Uint8Array.from(bytes) } });
    };
    const configurations = () => bench.sent.filter(({ head }) => head === "1700").length;
    describe([1, 2, 3, 4]);
    expect(configurations()).toBe(1);
    describe([1, 2, 3, 5]);
    expect(configurations()).toBe(2);
  });
});

describe("a publisher that does not adapt", () => {
  it("keeps its bitrate, and applies another one", async () => {
    vi.useFakeTimers();
    stubCodecs();
    onTestFinished(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });
    const bench = new PublisherBench();
    await bench.start();
    await bench.show(3000);
    expect(bench.targets).toStrictEqual([]);
    bench.publisher.setVideoBitrate(300_000);
    expect(bench.encoder.config?.bitrate).toBe(300_000);
    bench.publisher.stop();
  });
});
