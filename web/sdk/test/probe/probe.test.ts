import { afterEach, describe, expect, it, vi } from "vitest";
import { configure, probe } from "../../src/index.ts";
import { type ProbeGlobals, probeFeatures, publishObstacle } from "../../src/probe/probe-features.ts";

const usable = async () => true;
const HD = { width: 1280, height: 720 };
const CHROMIUM = { processor: true, workerProcessor: false, element: true, worklet: true };
const SAFARI = { ...CHROMIUM, processor: false, workerProcessor: true };
const FIREFOX = { ...SAFARI, workerProcessor: false };
const NOTHING = { processor: false, workerProcessor: false, element: false, worklet: false };

/** Encoder that supports configurations of video whose codec and width match. */
const video = (codec: RegExp, maxWidth = 4096) => ({
  isConfigSupported: async (config: VideoEncoderConfig) => ({
    supported: codec.test(config.codec) && config.width <= maxWidth,
    config,
  }),
});
const audio = (supported: boolean) => ({
  isConfigSupported: async (config: AudioEncoderConfig) => ({ supported, config }),
});
const plays = (type: boolean) => ({ isTypeSupported: () => type });

const COMMON: ProbeGlobals = { isSecureContext: true, OffscreenCanvas: class {}, WebAssembly: {} };
const CHROME: ProbeGlobals = {
  ...COMMON,
  VideoEncoder: video(/^avc1/),
  AudioEncoder: audio(true),
  MediaSource: plays(true),
};
const IPHONE: ProbeGlobals = { ...COMMON, VideoEncoder: video(/^avc1/), ManagedMediaSource: plays(true) };

const full = (more: object) => ({ level: "full", ...more });
const limited = (reason: RegExp, more: object) => ({
  level: "limited",
  reason: expect.stringMatching(reason),
  ...more,
});
const none = (reason: RegExp) => ({ level: "none", reason: expect.stringMatching(reason) });

const HIGH = full({ profile: "High", codec: "avc1.64001f", ...HD });
const WORKLET = limited(/only after a click/, { by: "worklet" });
const WASM = limited(/loads one in WebAssembly/, { by: "wasm" });
const PROCESSOR = full({ by: "processor" });
const MSE = full({ by: "MediaSource" });

describe("a probe", () => {
  it.each([
    [
      "Chrome",
      CHROME,
      CHROMIUM,
      { captureVideo: PROCESSOR, captureAudio: PROCESSOR, h264: HIGH, aac: full({ by: "browser" }), playback: MSE },
    ],
    [
      "Edge without H.264",
      { ...CHROME, VideoEncoder: video(/^vp8/), AudioEncoder: audio(false), MediaSource: plays(false) },
      CHROMIUM,
      {
        captureVideo: PROCESSOR,
        captureAudio: PROCESSOR,
        h264: none(/^this browser has no H.264 encoder for 1280x720 at 30 fps .* nor for a smaller size/),
        aac: WASM,
        playback: none(/does not play H.264/),
      },
    ],
    [
      "Firefox ESR",
      { ...CHROME, AudioEncoder: audio(false) },
      FIREFOX,
      {
        captureVideo: limited(/busy or hidden/, { by: "element" }),
        captureAudio: WORKLET,
        h264: HIGH,
        aac: WASM,
        playback: MSE,
      },
    ],
    [
      "Safari 18",
      { ...IPHONE, MediaSource: plays(true) },
      SAFARI,
      { captureVideo: full({ by: "worker" }), captureAudio: WORKLET, h264: HIGH, aac: WASM, playback: MSE },
    ],
    [
      "an iPhone",
      IPHONE,
      SAFARI,
      {
        captureVideo: full({ by: "worker" }),
        captureAudio: WORKLET,
        h264: HIGH,
        aac: WASM,
        playback: limited(/AirPlay/, { by: "ManagedMediaSource" }),
      },
    ],
    [
      "an encoder of small video in the Main profile",
      { ...CHROME, VideoEncoder: video(/^avc1.4d/, 800) },
      CHROMIUM,
      {
        captureVideo: PROCESSOR,
        captureAudio: PROCESSOR,
        h264: limited(/at most 640x360, not 1280x720/, {
          profile: "Main",
          codec: "avc1.4d001e",
          width: 640,
          height: 360,
        }),
        aac: full({ by: "browser" }),
        playback: MSE,
      },
    ],
    [
      "a page without HTTPS",
      { ...CHROME, isSecureContext: false, VideoEncoder: undefined, AudioEncoder: undefined } as never,
      NOTHING,
      {
        captureVideo: none(/delivers no frames/),
        captureAudio: none(/delivers no sound/),
        h264: none(/https/),
        aac: WASM,
        playback: MSE,
      },
    ],
    [
      "an old browser",
      { isSecureContext: true },
      NOTHING,
      {
        captureVideo: none(/delivers no frames/),
        captureAudio: none(/delivers no sound/),
        h264: none(/WebCodecs.*current version/),
        aac: none(/nor WebAssembly/),
        playback: none(/no Media Source Extensions/),
      },
    ],
  ])("of %s has a level and a reason for each feature", async (_, globals, apis, expected) => {
    expect(await probeFeatures(globals, apis, HD, { frameRate: 30 }, usable)).toStrictEqual(expected);
  });

  it("passes over profiles whose frames the encoder reorders", async () => {
    const ordered = async ({ codec }: VideoEncoderConfig) => codec.startsWith("avc1.42");
    const { h264 } = await probeFeatures(CHROME, CHROMIUM, HD, { frameRate: 30 }, ordered);
    expect(h264).toMatchObject({ level: "limited", profile: "Constrained Baseline", ...HD });
  });

  it("reports a lower profile at the same size", async () => {
    const globals = { ...CHROME, VideoEncoder: video(/^avc1.42/) };
    const { h264 } = await probeFeatures(globals, CHROMIUM, HD, { frameRate: 30 }, usable);
    const reason = /only in the Constrained Baseline profile/;
    expect(h264).toStrictEqual(limited(reason, { profile: "Constrained Baseline", codec: "avc1.42e01f", ...HD }));
  });

  describe("of this browser", () => {
    afterEach(() => {
      configure({ workerUrl: undefined } as never);
      vi.unstubAllGlobals();
    });

    it.each([
      ["have", true, { level: "full", by: "worker" }],
      ["lack", false, { level: "none", reason: "this browser delivers no frames of a camera to an encoder" }],
    ])("asks a worker whether workers %s a processor, and ends it", async (_, hasTrackProcessor, expected) => {
      let running = 0;
      const worker = class {
        onmessage: ((event: object) => void) | undefined;
        constructor() {
          running++;
          queueMicrotask(() => this.onmessage?.({ data: { kind: "started", hasTrackProcessor } }));
        }
        terminate(): void {
          running--;
        }
      };
      vi.stubGlobal("Worker", worker);
      vi.stubGlobal("location", new URL("https://app.example/"));
      const { captureVideo } = await probe({ workerUrl: "/worker.js" });
      expect(captureVideo).toStrictEqual(expected);
      expect(running).toBe(0);
    });

    it("works without workers, as in Node.js", async () => {
      expect((await probe()).captureVideo.level).toBe("none");
    });
  });
});

describe("an obstacle to publishing", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("exists only for the kinds of tracks that are published", () => {
    vi.stubGlobal("AudioWorkletNode", class {});
    expect(publishObstacle({ video: false, audio: true })).toBeUndefined();
    expect(publishObstacle({ video: true, audio: true })).toContain("cannot encode video");
    vi.stubGlobal("isSecureContext", false);
    expect(publishObstacle({ video: true, audio: false })).toContain("https://");
  });
});
