import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AudioBlock } from "../../src/media/pcm.ts";
import { CaptureSources } from "../../src/worker/capture-sources.ts";
import type { FromWorker } from "../../src/worker/messages.ts";
import { FakeFrame, stubCodecs } from "../support/fake-codecs.ts";
import { failure } from "../support/outcomes.ts";
import { OPTIONS } from "../support/publisher-bench.ts";

let posted: FromWorker[] = [];
let sources: CaptureSources;

beforeEach(() => {
  vi.useFakeTimers();
  stubCodecs();
  posted = [];
  sources = new CaptureSources(
    (message) => posted.push(message),
    () => performance.now(),
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const frame = (timestamp = 0) =>
  new FakeFrame({ displayWidth: 640, displayHeight: 360 }, { timestamp }) as unknown as VideoFrame;

function openVideo(source: object): ReadableStream<VideoFrame> {
  const { video } = sources.open(7, { video: { source: source as never, options: OPTIONS } });
  return video?.readable as ReadableStream<VideoFrame>;
}

describe("frames that the page posts", () => {
  it("are read in order; what does not fit is closed, as is what comes after the end", async () => {
    const reader = openVideo({ from: "page", capture: 1 }).getReader();
    for (const timestamp of [1, 2, 3]) {
      sources.receive({ kind: "frame", capture: 1, frame: frame(timestamp) });
    }
    expect(posted).toStrictEqual(Array.from({ length: 3 }, () => ({ kind: "frameTaken", capture: 1 })));
    expect(FakeFrame.open).toBe(2);
    const read = [await reader.read(), await reader.read()];
    expect(read.map(({ value }) => value?.timestamp)).toStrictEqual([1, 2]);
    sources.receive({ kind: "trackState", capture: 1, enabled: true, ended: true });
    expect((await reader.read()).done).toBe(true);
    sources.receive({ kind: "frame", capture: 1, frame: frame() });
    sources.receive({ kind: "frame", capture: 2, frame: frame() });
    expect(FakeFrame.open).toBe(2);
  });

  it("are wanted from a hidden page, and a page that does not answer for 2 s is reported", async () => {
    const readable = openVideo({ from: "page", capture: 1 });
    vi.advanceTimersByTime(1000);
    expect(posted).toStrictEqual([]);
    sources.receive({ kind: "pageHidden", capture: 1, isHidden: true });
    vi.advanceTimersByTime(1000);
    expect(posted.length).toBeGreaterThanOrEqual(30);
    expect(new Set(posted.map(({ kind }) => kind))).toStrictEqual(new Set(["frameWanted"]));

    const throttled = () => posted.flatMap((each) => (each.kind === "throttled" ? [each] : []));
    vi.advanceTimersByTime(3000);
    expect(throttled()).toStrictEqual([{ kind: "throttled", stream: 7, throttled: true }]);
    sources.receive({ kind: "frame", capture: 1, frame: frame() });
    expect(throttled().at(-1)).toStrictEqual({ kind: "throttled", stream: 7, throttled: false });

    sources.receive({ kind: "pageHidden", capture: 1, isHidden: false });
    expect(vi.getTimerCount()).toBe(0);
    sources.receive({ kind: "pageHidden", capture: 1, isHidden: true });
    await readable.cancel();
    expect(vi.getTimerCount()).toBe(0);
    expect(posted.at(-1)).toStrictEqual({ kind: "captureClosed", capture: 1 });
  });
});

describe("a track that was transferred", () => {
  class FakeMediaTrack {
    enabled = true;
    readyState = "live";
    stop(): void {
      this.readyState = "ended";
    }
  }

  beforeEach(() => {
    const processor = class {
      readonly readable = new ReadableStream({ start: (controller) => controller.enqueue(frame(5)) });
    };
    vi.stubGlobal("MediaStreamTrackProcessor", processor);
  });

  it("is read, follows the application's track, and ends with it", async () => {
    const track = new FakeMediaTrack();
    const reader = openVideo({ from: "track", capture: 1, track }).getReader();
    expect((await reader.read()).value?.timestamp).toBe(5);
    sources.receive({ kind: "trackState", capture: 1, enabled: false, ended: false });
    expect(track).toMatchObject({ enabled: false, readyState: "live" });
    sources.receive({ kind: "trackState", capture: 1, enabled: false, ended: true });
    expect(track.readyState).toBe("ended");
    expect((await reader.read()).done).toBe(true);
  });

  it("is stopped when it is no longer read, which releases the device", async () => {
    const track = new FakeMediaTrack();
    await openVideo({ from: "track", capture: 1, track }).cancel();
    expect(track.readyState).toBe("ended");
    expect(posted).toStrictEqual([{ kind: "captureClosed", capture: 1 }]);
  });
});

describe("sound of an AudioWorklet", () => {
  class FakePort {
    onmessage: ((event: { data: object }) => void) | undefined;
    isClosed = false;
    close(): void {
      this.isClosed = true;
    }
  }

  function open(): { port: FakePort; readable: ReadableStream<AudioBlock> } {
    const port = new FakePort();
    const source = { from: "worklet", capture: 3, port } as never;
    const { audio } = sources.open(7, { audio: { source, options: { bitrate: 128_000 } } });
    return { port, readable: audio?.readable as ReadableStream<AudioBlock> };
  }

  it("is read as blocks with the methods of AudioData", async () => {
    const { port, readable } = open();
    const planes = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
    port.onmessage?.({ data: { planes, start: 48_000, sampleRate: 48_000 } });
    const { value } = await readable.getReader().read();
    expect(value).toMatchObject({ timestamp: 1e6, sampleRate: 48_000, numberOfChannels: 2, numberOfFrames: 2 });
    const right = new Float32Array(2);
    value?.copyTo(right, { planeIndex: 1, format: "f32-planar" });
    expect([...right]).toStrictEqual([3, 4]);
  });

  it("ends the port with the readable", async () => {
    const { port, readable } = open();
    await readable.cancel();
    expect(port.isClosed).toBe(true);
    expect(posted).toStrictEqual([{ kind: "captureClosed", capture: 3 }]);
  });

  it("fails with the reason that the page states", async () => {
    const { port, readable } = open();
    const reading = failure(readable.getReader().read());
    sources.receive({ kind: "captureFailed", capture: 3, code: "unsupported", message: "the policy forbids it" });
    expect(await reading).toMatchObject({ code: "unsupported", message: "the policy forbids it" });
    expect(port.isClosed).toBe(true);
  });
});
