import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { MultiConnectionError, Target } from "../../src/index.ts";
import type { VideoOptions } from "../../src/worker/messages.ts";
import { Publisher } from "../../src/worker/publisher.ts";
import { FakeAudioData, FakeFrame, FakeTrack, FakeVideoEncoder, stubCodecs } from "../support/fake-codecs.ts";

const OPTIONS = { maxWidth: 1280, maxHeight: 720, frameRate: 25, keyframeInterval: 2000, bitrate: 1_000_000 };

/** One publisher of pictures on a fake clock; its track's clock is far off. */
class Bench {
  readonly track = new FakeTrack();
  readonly sent: Array<{ ms: number; size: number; head: string }> = [];
  readonly dropping: boolean[] = [];
  readonly targets: Target[] = [];
  readonly ended: string[] = [];
  readonly failed: MultiConnectionError[] = [];
  readonly publisher: Publisher;
  #bytes = 0;
  #taken = 0;

  constructor(maxFrameBytes = 2 ** 21, options: VideoOptions = OPTIONS) {
    const inputs = { video: { readable: this.track.readable, options } };
    const listener = {
      send: (bytes: Uint8Array) => {
        const ms = new DataView(bytes.buffer).getUint32(4);
        this.#bytes += bytes.byteLength;
        this.sent.push({ ms, size: bytes.byteLength, head: Buffer.from(bytes.subarray(8, 10)).toString("hex") });
      },
      stats: () => {},
      dropping: (dropping: boolean) => this.dropping.push(dropping),
      target: (target: Target) => this.targets.push(target),
      ended: (track: string) => this.ended.push(track),
      failed: (error: MultiConnectionError) => this.failed.push(error),
    };
    this.publisher = new Publisher(inputs, maxFrameBytes, listener, () => performance.now());
  }

  get encoder(): FakeVideoEncoder {
    if (FakeVideoEncoder.last === undefined) {
      throw new Error("no encoder");
    }
    return FakeVideoEncoder.last;
  }

  /** Pictures for that long, one every `every` milliseconds. */
  async show(ms: number, every = 40, size: object = { displayWidth: 640, displayHeight: 360 }): Promise<void> {
    for (let t = 0; t < ms; t += every) {
      this.track.push(new FakeFrame(size, { timestamp: (performance.now() + 5_000_000) * 1000 }));
      await vi.advanceTimersByTimeAsync(every);
    }
  }

  async begin(): Promise<void> {
    const prepared = this.publisher.prepare();
    await this.show(800);
    await prepared;
    this.publisher.start();
  }

  /** Acknowledges everything. */
  ack(): void {
    this.take(this.#bytes);
  }

  /** So many bytes more have arrived; the gateway says nothing if there are none. */
  take(bytes: number): void {
    const consumed = Math.min(this.#bytes, this.#taken + bytes);
    if (consumed > this.#taken) {
      this.#taken = consumed;
      this.publisher.acknowledge({ bytes: consumed, servers: [] });
    }
  }
}

describe("a publisher of pictures", () => {
  let bench: Bench;

  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
    bench = new Bench();
  });

  afterEach(() => {
    bench.publisher.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    expect(FakeFrame.open).toBe(0);
  });

  it("sends the configuration, then pictures whose time begins near 0", async () => {
    await bench.begin();
    await bench.show(400);
    expect(bench.sent.slice(0, 3).map(({ head }) => head)).toStrictEqual(["1700", "1701", "2701"]);
    expect(bench.sent[0]?.ms).toBe(60);
    expect(bench.sent.slice(1).map(({ ms }) => ms)).toStrictEqual([60, 100, 140, 180, 220, 260, 300, 340, 380, 420]);
  });

  it("has a keyframe every two seconds, and when one is asked for", async () => {
    await bench.begin();
    await bench.show(5000);
    const keyframes = () =>
      bench.encoder.encoded.flatMap((each) => (each.keyFrame ? [Math.round(each.timestampMs)] : []));
    expect(keyframes()).toStrictEqual([60, 2060, 4060]);
    bench.publisher.requestKeyframe();
    await bench.show(200);
    expect(keyframes().at(-1)).toBe(5060);
  });

  it("makes of many wishes for a keyframe one a second", async () => {
    await bench.begin();
    for (let i = 0; i < 20; i++) {
      bench.publisher.requestKeyframe();
      await bench.show(80);
    }
    const keyframes = bench.encoder.encoded.flatMap((each) => (each.keyFrame ? [Math.round(each.timestampMs)] : []));
    expect(keyframes).toStrictEqual([60, 1060]);
  });

  it("keeps to the frame rate of a track that has more", async () => {
    await bench.begin();
    await bench.show(1000, 10);
    const times = bench.encoder.encoded.map(({ timestampMs }) => timestampMs);
    expect(times.length).toBeLessThanOrEqual(1000 / (667 / OPTIONS.frameRate) + 1);
    expect(bench.publisher.stats.skipped).toBeGreaterThan(50);
  });

  it("shows a still picture again", async () => {
    await bench.begin();
    await bench.show(40);
    await vi.advanceTimersByTimeAsync(2000);
    expect(bench.encoder.encoded.length).toBeGreaterThanOrEqual(4);
    const times = bench.encoder.encoded.map(({ timestampMs }) => timestampMs);
    expect(times).toStrictEqual([...times].sort((a, b) => a - b));
  });

  it("stops encoding over the limit, and goes on with a keyframe once there is room", async () => {
    FakeVideoEncoder.bytes = { key: 150_000, delta: 75_000 };
    await bench.begin();
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

  it("leaves pictures out while the encoder is behind", async () => {
    await bench.begin();
    await bench.show(80);
    bench.encoder.encodeQueueSize = 4;
    const before = bench.encoder.encoded.length;
    await bench.show(400);
    expect(bench.encoder.encoded.length).toBe(before);
    expect(bench.publisher.stats.skipped).toBeGreaterThanOrEqual(9);
  });

  it("keeps its size when the track's changes", async () => {
    await bench.begin();
    await bench.show(80);
    await bench.show(80, 40, { displayWidth: 360, displayHeight: 640 });
    expect(bench.encoder.config).toMatchObject({ width: 640, height: 360 });
    expect(bench.encoder.encoded).toHaveLength(4);
  });

  it("goes on with another track", async () => {
    await bench.begin();
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

  it("tells of a track that ends, and goes on with its last picture", async () => {
    await bench.begin();
    await bench.show(80);
    bench.track.end();
    const before = bench.encoder.encoded.length;
    await vi.advanceTimersByTimeAsync(1500);
    expect(bench.ended).toStrictEqual(["video"]);
    expect(bench.encoder.encoded.length).toBeGreaterThan(before);
  });

  it("fails on a frame that the gateway would not take", async () => {
    bench = new Bench(900);
    await bench.begin();
    await bench.show(40);
    expect(bench.failed[0]).toMatchObject({ code: "encoder" });
    expect(bench.failed[0]?.message).toContain("frame of 1013 bytes, expected at most 900");
  });

  it("says so where a track gives nothing", async () => {
    const prepared = expect(bench.publisher.prepare()).rejects.toMatchObject({ code: "no-media" });
    await vi.advanceTimersByTimeAsync(5000);
    await prepared;
  });

  it("says so where there is no encoder", async () => {
    FakeVideoEncoder.supported = () => false;
    const prepared = expect(bench.publisher.prepare()).rejects.toMatchObject({ code: "unsupported" });
    await bench.show(80);
    await prepared;
  });

  it("takes the next best profile where the best is not supported", async () => {
    FakeVideoEncoder.supported = (codec) => codec.startsWith("avc1.42");
    await bench.begin();
    expect(bench.encoder.config?.codec).toBe("avc1.42e01e");
  });
});

describe("a publisher that adapts", () => {
  const ADAPTIVE = { ...OPTIONS, adaptive: { follow: "fastest" as const } };
  let bench: Bench;

  beforeEach(async () => {
    vi.useFakeTimers();
    stubCodecs();
    // 1 Mbit/s at 25 pictures a second.
    FakeVideoEncoder.bytes = { key: 5000, delta: 5000 };
    bench = new Bench(2 ** 21, ADAPTIVE);
    await bench.begin();
  });

  afterEach(() => {
    bench.publisher.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  /** Shows pictures on a way that takes so many bytes a second, acknowledged four times a second. */
  async function showOn(bytesPerSecond: number, seconds: number): Promise<void> {
    for (let i = 0; i < seconds * 4; i++) {
      await bench.show(240);
      await vi.advanceTimersByTimeAsync(10);
      bench.take(bytesPerSecond / 4);
    }
  }

  it("begins with all that is wished, and says so", () => {
    const begin = { bitrate: 1_000_000, frameRate: 25, ceiling: 1_000_000, why: "ceiling", servers: [] };
    expect(bench.targets).toStrictEqual([begin]);
  });

  it("encodes with less when less arrives, without a keyframe or another configuration", async () => {
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

  it("shows fewer pictures where the encoder makes more than it is asked for", async () => {
    await showOn(1e9, 2);
    await showOn(62_500, 4);
    const before = bench.encoder.encoded.length;
    await showOn(62_500, 4);
    expect(bench.encoder.encoded.length - before).toBeLessThanOrEqual(4 * 13);
  });

  it("has no keyframe for others while more waits than is sent", async () => {
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

  it("takes another wish at once", async () => {
    await showOn(1e9, 1);
    bench.publisher.setVideoBitrate(600_000);
    expect(bench.targets.at(-1)).toMatchObject({ bitrate: 600_000, ceiling: 600_000, why: "ceiling" });
    expect(bench.encoder.config?.bitrate).toBe(600_000);
  });

  it("does not describe itself again to servers after it was configured anew", async () => {
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
  it("keeps what is wished, and takes another wish", async () => {
    vi.useFakeTimers();
    stubCodecs();
    onTestFinished(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });
    const bench = new Bench();
    await bench.begin();
    await bench.show(3000);
    expect(bench.targets).toStrictEqual([]);
    bench.publisher.setVideoBitrate(300_000);
    expect(bench.encoder.config?.bitrate).toBe(300_000);
    bench.publisher.stop();
  });
});

describe("a publisher with sound", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("keeps picture and sound in one row, each with its own clock", async () => {
    const [picture, sound] = [new FakeTrack(), new FakeTrack<AudioData>()];
    const sent: string[] = [];
    const send = (bytes: Uint8Array) => {
      const kind = `${bytes[0] === 8 ? "a" : "v"}${bytes[9] === 0 ? "C" : ""}`;
      sent.push(`${kind}${new DataView(bytes.buffer).getUint32(4)}`);
    };
    const inputs = {
      video: { readable: picture.readable, options: OPTIONS },
      audio: { readable: sound.readable, options: { bitrate: 128_000 } },
    };
    const listener = { send, stats: vi.fn(), dropping: vi.fn(), target: vi.fn(), ended: vi.fn(), failed: vi.fn() };
    const publisher = new Publisher(inputs, 2 ** 21, listener, () => performance.now());
    const play = async (ms: number) => {
      for (let t = 0; t < ms; t += 10) {
        sound.push(new FakeAudioData({ timestamp: (performance.now() - 9_000) * 1000, numberOfFrames: 480 }));
        if (t % 40 === 0) {
          const timestamp = (performance.now() + 5_000_000) * 1000;
          picture.push(new FakeFrame({ displayWidth: 640, displayHeight: 360 }, { timestamp }));
        }
        await vi.advanceTimersByTimeAsync(10);
      }
    };
    const prepared = publisher.prepare();
    await play(800);
    expect(await prepared).toMatchObject({ audio: { sampleRate: 48_000, channels: 2 }, video: { width: 640 } });
    publisher.start();
    await play(1000);
    publisher.stop();

    expect(sent.filter((each) => each.includes("C"))).toStrictEqual(sent.slice(0, 2));
    const times = sent.slice(2).map((each) => Number(each.slice(1)));
    expect(times).toStrictEqual([...times].sort((a, b) => a - b));
    const audio = sent.filter((each) => /^a\d/.test(each)).map((each) => Number(each.slice(1)));
    expect(audio.slice(0, 3)).toStrictEqual([39, 60, 81]);
    expect(audio.length).toBeGreaterThan(40);
    expect(listener.failed).not.toHaveBeenCalled();
  });

  it("makes up silence for a microphone that goes dead", async () => {
    const sound = new FakeTrack<AudioData>();
    const times: number[] = [];
    const send = (bytes: Uint8Array) => times.push(new DataView(bytes.buffer).getUint32(4));
    const inputs = { audio: { readable: sound.readable, options: { bitrate: 128_000 } } };
    const listener = { send, stats: vi.fn(), dropping: vi.fn(), target: vi.fn(), ended: vi.fn(), failed: vi.fn() };
    const publisher = new Publisher(inputs, 2 ** 21, listener, () => performance.now());
    const prepared = publisher.prepare();
    for (let t = 0; t < 1200; t += 10) {
      if (t === 800) {
        await prepared;
        publisher.start();
      }
      sound.push(new FakeAudioData({ timestamp: t * 1000, numberOfFrames: 480 }));
      await vi.advanceTimersByTimeAsync(10);
    }
    await vi.advanceTimersByTimeAsync(3000);
    publisher.stop();
    expect(times.at(-1)).toBeGreaterThan(2700);
    times.slice(2).forEach((time, i) => {
      expect(time - (times[i + 1] ?? 0)).toBeLessThanOrEqual(22);
    });
  });
});
