import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Publisher } from "../../src/worker/publisher.ts";
import { FakeAudioData, FakeFrame, FakeTrack, noAac, stubCodecs } from "../support/fake-codecs.ts";

const OPTIONS = { maxWidth: 1280, maxHeight: 720, frameRate: 25, keyframeInterval: 2000, bitrate: 1_000_000 };

describe("a publisher with audio", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("interleaves video and audio of different clocks", async () => {
    const [videoTrack, audioTrack] = [new FakeTrack(), new FakeTrack<AudioData>()];
    const sent: string[] = [];
    const send = (bytes: Uint8Array) => {
      const kind = `${bytes[0] === 8 ? "a" : "v"}${bytes[9] === 0 ? "C" : ""}`;
      sent.push(`${kind}${new DataView(bytes.buffer).getUint32(4)}`);
    };
    const inputs = {
      video: { readable: videoTrack.readable, options: OPTIONS },
      audio: { readable: audioTrack.readable, options: { bitrate: 128_000 } },
    };
    const listener = { send, stats: vi.fn(), dropping: vi.fn(), target: vi.fn(), ended: vi.fn(), failed: vi.fn() };
    const publisher = new Publisher(inputs, 2 ** 21, listener, () => performance.now(), noAac);
    const play = async (ms: number) => {
      for (let t = 0; t < ms; t += 10) {
        audioTrack.push(new FakeAudioData({ timestamp: (performance.now() - 9_000) * 1000, numberOfFrames: 480 }));
        if (t % 40 === 0) {
          const timestamp = (performance.now() + 5_000_000) * 1000;
          videoTrack.push(new FakeFrame({ displayWidth: 640, displayHeight: 360 }, { timestamp }));
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

  it("sends the last captured audio, without a gap where the machine stalled", async () => {
    const audioTrack = new FakeTrack<AudioData>();
    const times: number[] = [];
    const send = (bytes: Uint8Array) => times.push(new DataView(bytes.buffer).getUint32(4));
    const inputs = { audio: { readable: audioTrack.readable, options: { bitrate: 128_000 } } };
    const listener = { send, stats: vi.fn(), dropping: vi.fn(), target: vi.fn(), ended: vi.fn(), failed: vi.fn() };
    let stalledMs = 0;
    const clock = () => performance.now() + stalledMs;
    const publisher = new Publisher(inputs, 2 ** 21, listener, clock, noAac);
    const capture = async (ms: number) => {
      for (let t = 0; t < ms; t += 10) {
        audioTrack.push(new FakeAudioData({ timestamp: clock() * 1000, numberOfFrames: 480 }));
        await vi.advanceTimersByTimeAsync(10);
      }
    };
    const prepared = publisher.prepare();
    await capture(800);
    await prepared;
    publisher.start();
    await capture(500);
    stalledMs = 6000;
    await capture(500);
    await publisher.finish();
    const capturedMs = 60 + 500 + 6000 + 500;
    // The first unit of 21.3 ms is the encoder's priming: the last one begins less than a unit before the end.
    expect(times.at(-1)).toBeGreaterThan(capturedMs - 2 * 21.4);
    times.slice(2).forEach((time, i) => {
      expect(time - (times[i + 1] ?? 0)).toBeLessThanOrEqual(22);
    });
  });

  it("encodes silence for a microphone that delivers nothing", async () => {
    const audioTrack = new FakeTrack<AudioData>();
    const times: number[] = [];
    const send = (bytes: Uint8Array) => times.push(new DataView(bytes.buffer).getUint32(4));
    const inputs = { audio: { readable: audioTrack.readable, options: { bitrate: 128_000 } } };
    const listener = { send, stats: vi.fn(), dropping: vi.fn(), target: vi.fn(), ended: vi.fn(), failed: vi.fn() };
    const publisher = new Publisher(inputs, 2 ** 21, listener, () => performance.now(), noAac);
    const prepared = publisher.prepare();
    for (let t = 0; t < 1200; t += 10) {
      if (t === 800) {
        await prepared;
        publisher.start();
      }
      audioTrack.push(new FakeAudioData({ timestamp: t * 1000, numberOfFrames: 480 }));
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
