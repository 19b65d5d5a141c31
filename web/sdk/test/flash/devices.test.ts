import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { motion } from "../../src/flash/motion-meter.ts";
import { FakeAudioContext, stubAudio, stubDevices } from "../support/fake-audio.ts";
import type { Any } from "../support/flash-bench.ts";

const LABELS = { audioinput: ["Built-in", "Headset"], videoinput: ["FaceTime", ""] };

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  stubAudio();
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Loads the library as a page does that is opened anew. */
async function load(): Promise<Any> {
  const { OPEN: open } = await import("../../src/flash/device.ts");
  const { Camera, Microphone, ActivityEvent, SoundCodec } = await import("../../src/flash/index.ts");
  return { Camera, Microphone, ActivityEvent, SoundCodec, open };
}

/** Returns a microphone, and a function that opens it. */
async function microphone(): Promise<{ mic: Any; open: () => Promise<Any>; ActivityEvent: Any }> {
  stubDevices(LABELS);
  const { Microphone, ActivityEvent, open } = await load();
  const mic = Microphone.get();
  return { mic, open: () => mic[open](), ActivityEvent };
}

describe("names", () => {
  it("are known once the browser has listed the devices, and follow them", async () => {
    const devices = stubDevices(LABELS);
    const { Camera, Microphone } = await load();
    expect(Camera.names).toStrictEqual([]);
    await vi.waitFor(() => expect(Camera.names).toStrictEqual(["FaceTime", "Camera 2"]));
    expect(Microphone.names).toStrictEqual(["Built-in", "Headset"]);
    expect(Camera.names.push("other")).toBe(3);
    Object.assign(devices, { enumerateDevices: async () => [] });
    devices.dispatchEvent(new Event("devicechange"));
    await vi.waitFor(() => expect(Camera.names).toStrictEqual([]));
  });

  it("select devices, as do indices", async () => {
    stubDevices(LABELS);
    const { Camera, Microphone } = await load();
    await vi.waitFor(() => expect(Microphone.names).toHaveLength(2));
    expect(Microphone.get("Headset")).toBe(Microphone.get(1));
    const indices = ["1", null, -1, "Lost", undefined].map((device) => Microphone.getMicrophone(device).index);
    expect(indices).toStrictEqual([1, 0, 0, 0, 0]);
    expect([Camera.getCamera("0").index, Microphone.getEnhancedMicrophone().index]).toStrictEqual([0, 0]);
  });

  it("are empty without devices", async () => {
    vi.stubGlobal("navigator", {});
    const { Camera, Microphone } = await load();
    expect([Camera.names, Camera.isSupported, Microphone.isSupported]).toStrictEqual([[], false, false]);
    stubDevices(LABELS);
    expect([Camera.isSupported, Microphone.isSupported]).toStrictEqual([true, true]);
  });
});

describe("the activity of a microphone", () => {
  it("is a level from 0 to 100 while it is in use", async () => {
    const { mic, open } = await microphone();
    expect(mic.activityLevel).toBe(-1);
    const source = await open();
    expect([mic.activityLevel, mic.muted, mic.name]).toStrictEqual([0, false, "Built-in"]);
    const audio = FakeAudioContext.last as FakeAudioContext;
    audio.amplitude = 1;
    expect(mic.activityLevel).toBe(100);
    audio.amplitude = 0.0316;
    expect(mic.activityLevel).toBe(50);
    audio.become("suspended");
    expect(mic.activityLevel).toBe(-1);
    source.track.dispatchEvent(new Event("ended"));
    expect([mic.activityLevel, mic.muted, audio.state]).toStrictEqual([-1, true, "closed"]);
  });

  it("is reported to onActivity when it starts, and when it has ended for a time", async () => {
    const { mic, open } = await microphone();
    const received = vi.fn();
    mic.onActivity = received;
    mic.setSilenceLevel(40, 500);
    expect([mic.silenceLevel, mic.silenceTimeOut, mic.silenceTimeout]).toStrictEqual([40, 500, 500]);
    await open();
    vi.advanceTimersByTime(1000);
    expect(received).not.toHaveBeenCalled();
    const audio = FakeAudioContext.last as FakeAudioContext;
    audio.amplitude = 0.1;
    vi.advanceTimersByTime(200);
    expect(received.mock.calls).toStrictEqual([[true]]);
    audio.amplitude = 0;
    vi.advanceTimersByTime(400);
    expect(received).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(200);
    expect(received.mock.calls).toStrictEqual([[true], [false]]);
    mic.setSilenceLevel(100);
    audio.amplitude = 1;
    vi.advanceTimersByTime(1000);
    expect(received).toHaveBeenCalledTimes(2);
    mic.setSilenceLevel(0, -1);
    audio.amplitude = 0;
    vi.advanceTimersByTime(1000);
    expect(received.mock.lastCall).toStrictEqual([true]);
    expect(mic.silenceTimeOut).toBe(500);
  });

  it("is an event for listeners, also for those that are added later", async () => {
    const { mic, open, ActivityEvent } = await microphone();
    const source = await open();
    expect(vi.getTimerCount()).toBe(0);
    const received = vi.fn();
    mic.addEventListener(ActivityEvent.ACTIVITY, received);
    expect(FakeAudioContext.opened).toBe(0);
    vi.advanceTimersByTime(100);
    (FakeAudioContext.last as FakeAudioContext).amplitude = 1;
    vi.advanceTimersByTime(100);
    expect(received.mock.calls[0]?.[0]).toBeInstanceOf(ActivityEvent);
    expect(received.mock.calls[0]?.[0]).toMatchObject({ type: "activity", activating: true, target: mic });
    mic.removeEventListener(ActivityEvent.ACTIVITY, received);
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
    mic.addEventListener(ActivityEvent.ACTIVITY, received);
    expect(vi.getTimerCount()).toBe(1);
    source.track.dispatchEvent(new Event("ended"));
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the gain of a microphone", () => {
  it("needs no audio graph while it is 50", async () => {
    const { mic, open } = await microphone();
    const source = await open();
    expect([mic.gain, source.track.label, FakeAudioContext.opened]).toStrictEqual([50, "Built-in", 0]);
  });

  it("is applied to the audio, 100 doubling it", async () => {
    const { mic, open } = await microphone();
    mic.setGain(100);
    const output = await open();
    const audio = FakeAudioContext.last as FakeAudioContext;
    expect([output.label, audio.gain.gain.value]).toStrictEqual(["with gain", 2]);
    for (const [gain, factor] of [
      [50, 1],
      [25, 0.5],
      [-1, 0],
      [999, 2],
    ] as const) {
      mic.gain = gain;
      expect(audio.gain.gain.value).toBe(factor);
    }
    expect([mic.gain, await open(), FakeAudioContext.opened]).toStrictEqual([100, output, 1]);
  });

  it("leaves the audio alone if only the level is measured", async () => {
    const { mic, open } = await microphone();
    await open();
    expect(mic.activityLevel).toBe(0);
    expect((await open()).track.label).toBe("Built-in");
  });

  it("is applied once the browser allows audio", async () => {
    FakeAudioContext.runs = false;
    const { mic, open } = await microphone();
    const page = new EventTarget();
    vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
    mic.gain = 80;
    expect((await open()).track.label).toBe("Built-in");
    const audio = FakeAudioContext.last as FakeAudioContext;
    audio.resume = async () => audio.become("running");
    page.dispatchEvent(new Event("pointerdown"));
    expect((await open()).label).toBe("with gain");
  });
});

describe("a microphone", () => {
  it("is audible on this computer with setLoopBack", async () => {
    const { mic, open } = await microphone();
    mic.setLoopBack();
    await open();
    const { analyser, destination } = FakeAudioContext.last as FakeAudioContext;
    expect(analyser.targets).toStrictEqual(new Set([destination]));
    mic.setLoopBack(false);
    expect(analyser.targets.size).toBe(0);
  });

  it("has the settings of the codec, without effect", async () => {
    stubDevices(LABELS);
    const { Microphone, SoundCodec } = await load();
    const mic = Microphone.get();
    expect([mic.codec, mic.encodeQuality, mic.framesPerPacket, mic.rate]).toStrictEqual(["NellyMoser", 6, 2, 44]);
    mic.codec = SoundCodec.SPEEX;
    expect(mic.codec).toBe("Speex");
    mic.setCodec(SoundCodec.PCMA);
    mic.setEncodeQuality(10);
    mic.setFramesPerPacket(1);
    mic.setRate(22);
    expect([mic.codec, mic.encodeQuality, mic.framesPerPacket, mic.rate]).toStrictEqual(["pcma", 10, 1, 22]);
  });
});

describe("a camera", () => {
  /** Brightness of the next frame of the camera. */
  let brightness: number;

  beforeEach(() => {
    brightness = 0;
    const video = { readyState: 4, play: async () => {} };
    vi.stubGlobal("document", { createElement: () => video });
    const context = {
      drawImage: () => {},
      getImageData: (_x: number, _y: number, width: number, height: number) => ({
        data: new Uint8ClampedArray(4 * width * height).fill(brightness),
      }),
    };
    vi.stubGlobal(
      "OffscreenCanvas",
      class {
        getContext = () => context;
      },
    );
    stubDevices(LABELS);
  });

  it("measures motion while it is in use, and reports it", async () => {
    const { Camera, open } = await load();
    const camera = Camera.get();
    const received = vi.fn();
    camera.onActivity = received;
    expect([camera.activityLevel, camera.motionLevel, camera.motionTimeOut]).toStrictEqual([-1, 50, 2000]);
    camera.setMotionLevel(30, 300);
    expect([camera.motionLevel, camera.motionTimeOut, camera.motionTimeout]).toStrictEqual([30, 300, 300]);
    const source = await camera[open]();
    vi.advanceTimersByTime(200);
    expect([camera.activityLevel, received.mock.calls]).toStrictEqual([0, []]);
    brightness = 200;
    vi.advanceTimersByTime(100);
    expect([camera.activityLevel, received.mock.calls]).toStrictEqual([100, [[true]]]);
    vi.advanceTimersByTime(400);
    expect([camera.activityLevel, received.mock.calls]).toStrictEqual([0, [[true], [false]]]);
    source.track.dispatchEvent(new Event("ended"));
    expect([camera.activityLevel, vi.getTimerCount()]).toStrictEqual([-1, 0]);
  });

  it("has the frame rate of its device while it is in use, and its settings", async () => {
    const { Camera, open } = await load();
    const camera = Camera.get();
    expect([camera.currentFps, camera.currentFPS, camera.keyFrameInterval]).toStrictEqual([0, 0, 0]);
    await camera[open]();
    expect([camera.currentFps, camera.currentFPS]).toStrictEqual([25, 25]);
    camera.setKeyFrameInterval(48);
    camera.setMode(640, 480, 15, false);
    expect([camera.keyFrameInterval, camera.width, camera.height, camera.fps]).toStrictEqual([48, 640, 480, 15]);
  });

  it("counts a quarter of changed pixels as constant motion, and ignores noise", () => {
    const frame = (...grey: number[]) => Uint8ClampedArray.from(grey.flatMap((value) => [value, value, value, 255]));
    const before = frame(10, 10, 10, 10, 10, 10, 10, 10);
    expect(motion(before, frame(20, 0, 33, 10, 10, 10, 10, 10))).toBe(0);
    expect(motion(before, frame(34, 10, 10, 10, 10, 10, 10, 10))).toBe(50);
    expect(motion(before, frame(90, 90, 90, 90, 90, 90, 90, 90))).toBe(100);
  });
});
