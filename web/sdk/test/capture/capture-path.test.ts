import { afterEach, describe, expect, it, vi } from "vitest";
import { audioPath, type CaptureApis, captureApis, videoPath } from "../../src/capture/capture-path.ts";

const NONE: CaptureApis = { processor: false, workerProcessor: false, element: false, worklet: false };
const CHROME = { processor: true, workerProcessor: false, element: true, worklet: true };
const SAFARI = { ...CHROME, processor: false, workerProcessor: true };
const FIREFOX = { ...SAFARI, workerProcessor: false };

describe("the path of a track to the worker", () => {
  it.each([
    ["Chrome", CHROME, "processor", "processor"],
    ["Safari 18", SAFARI, "worker", "worklet"],
    ["Firefox", FIREFOX, "element", "worklet"],
    ["a browser without any", NONE, undefined, undefined],
  ])("in %s is the best that it has", (_, apis, video, audio) => {
    expect([videoPath(apis), audioPath(apis)]).toStrictEqual([video, audio]);
  });
});

describe("the APIs of the page", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("are those that exist", () => {
    expect(captureApis(false)).toStrictEqual(NONE);
    vi.stubGlobal("HTMLVideoElement", class {});
    expect(captureApis(true)).toStrictEqual({ ...NONE, workerProcessor: true });
    vi.stubGlobal("MediaStreamTrackProcessor", class {});
    vi.stubGlobal("AudioWorkletNode", class {});
    const element = class {
      requestVideoFrameCallback(): void {}
    };
    vi.stubGlobal("HTMLVideoElement", element);
    expect(captureApis(true)).toStrictEqual({ ...CHROME, workerProcessor: true });
  });
});
