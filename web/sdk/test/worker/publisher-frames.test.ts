import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeFrame, type FakeFrameSource, stubCodecs } from "../support/fake-codecs.ts";
import { OPTIONS, PublisherBench } from "../support/publisher-bench.ts";

const LANDSCAPE = { displayWidth: 640, displayHeight: 360 };
const PORTRAIT = { displayWidth: 360, displayHeight: 640 };
const HDR = { primaries: "bt2020", transfer: "pq", matrix: "bt2020-ncl" };

describe("a publisher of frames as cameras give them", () => {
  let bench: PublisherBench;

  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
    bench = new PublisherBench(2 ** 21, { ...OPTIONS, frameRate: 60 });
  });

  afterEach(() => {
    bench.publisher.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    expect(FakeFrame.open).toBe(0);
  });

  async function start(size: FakeFrameSource): Promise<void> {
    const prepared = bench.publisher.prepare();
    await bench.show(800, 40, size);
    await prepared;
    bench.publisher.start();
  }

  it.each([
    ["landscape", LANDSCAPE, { width: 640, height: 360 }],
    ["portrait, turned by the browser", { ...PORTRAIT, rotation: 90 }, { width: 360, height: 640 }],
    ["odd", { displayWidth: 641, displayHeight: 361 }, { width: 640, height: 360 }],
  ])("takes its size from the first frame as it is shown: %s", async (_, size, config) => {
    await start(size);
    await bench.show(80, 40, size);
    expect(bench.encoder.config).toMatchObject(config);
  });

  it("stays live, at its size, while the device is turned and mirrored", async () => {
    await start(LANDSCAPE);
    const orientations = [0, 90, 180, 270].flatMap((rotation) => [false, true].map((flip) => ({ rotation, flip })));
    for (const { rotation, flip } of orientations) {
      await bench.show(80, 40, { ...(rotation % 180 === 0 ? LANDSCAPE : PORTRAIT), rotation, flip });
    }
    expect(bench.failed).toStrictEqual([]);
    expect(bench.encoder.encoded).toHaveLength(2 * orientations.length);
    expect(bench.encoder.config).toMatchObject({ width: 640, height: 360 });
    const upright = { x: 0, y: 0, width: 640, height: 360 };
    const turned = { x: 218, y: 0, width: 203, height: 360 };
    const drawn = bench.encoder.encoded.filter((_, i) => i % 2 === 0).map((each) => each.drawn);
    expect(drawn).toStrictEqual([undefined, upright, turned, turned, upright, upright, turned, turned]);
  });

  it("draws only frames that do not fit", async () => {
    await start(LANDSCAPE);
    await bench.show(80, 40, LANDSCAPE);
    await bench.show(40, 40, { ...LANDSCAPE, format: "I420P10" });
    await bench.show(40, 40, { ...LANDSCAPE, colorSpace: HDR });
    await bench.show(40, 40, LANDSCAPE);
    const isDrawn = bench.encoder.encoded.map(({ drawn }) => drawn !== undefined);
    expect(isDrawn).toStrictEqual([false, false, true, true, false]);
  });

  it("keeps the times and durations of a variable frame rate, up to 60 fps", async () => {
    await start(LANDSCAPE);
    const gapsMs = [17, 16, 17, 33, 50, 8, 25, 100, 16, 17, 41, 42];
    const times = gapsMs.map((_, i) => gapsMs.slice(0, i).reduce((a, b) => a + b, 60));
    for (const durationMs of gapsMs) {
      await bench.show(durationMs, durationMs, { ...PORTRAIT, duration: durationMs * 1000 });
    }
    expect(bench.encoder.encoded.map(({ durationMs }) => durationMs)).toStrictEqual(gapsMs);
    expect(bench.encoder.encoded.map(({ timestampMs }) => Math.round(timestampMs))).toStrictEqual(times);
    expect(bench.sent.slice(1).map(({ ms }) => ms)).toStrictEqual(times);
  });

  it("fails without leaking frames if the encoder refuses one", async () => {
    await start(LANDSCAPE);
    await bench.show(40, 40, LANDSCAPE);
    bench.encoder.encode = () => {
      throw new DOMException("no", "DataError");
    };
    await bench.show(40, 40, LANDSCAPE);
    expect(bench.failed).toMatchObject([{ code: "encoder", message: "video: no" }]);
  });
});
