import type { Source } from "multiconnection";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deferred } from "../../../../sdk/src/shared/deferred.ts";
import { Settings } from "../../shared/settings.ts";
import { MemoryStorage } from "../../shared/testing/memory-storage.ts";
import { Inputs } from "./inputs.ts";

/** Track that the browser can end. */
class FakeTrack extends EventTarget {
  enabled = true;
  stop = vi.fn();

  constructor(readonly label: string) {
    super();
  }

  getSettings() {
    return { width: 1280, height: 720 };
  }
}

describe("the inputs of the Live page", () => {
  const [camera, screen, sound] = ["camera", "screen", "sound"].map((label) => new FakeTrack(label));
  const switched: string[] = [];
  let inputs: Inputs;

  beforeEach(() => {
    const devices = {
      enumerateDevices: async () => [],
      getUserMedia: async () => ({ getVideoTracks: () => [camera] }),
      getDisplayMedia: async () => ({ getVideoTracks: () => [screen], getAudioTracks: () => [sound] }),
    };
    vi.stubGlobal("navigator", { mediaDevices: devices });
    switched.length = 0;
    inputs = new Inputs(new Settings(new MemoryStorage()), ({ video }: { video?: Source }) => {
      switched.push(video?.track.label ?? "");
    });
  });

  afterEach(() => vi.unstubAllGlobals());

  it("publish the screen with its sound, and fall back to the camera when sharing ends", async () => {
    await inputs.chooseCamera("default");
    await inputs.chooseLayout("screen");
    expect([switched, inputs.isScreenMissing]).toStrictEqual([["camera"], true]);
    await inputs.shareScreen();
    expect(inputs.screenAudio).toBe(sound);
    screen?.dispatchEvent(new Event("ended"));
    expect(switched).toStrictEqual(["camera", "screen", "camera"]);
    expect(inputs.problem).toBe("Screen sharing has ended. Viewers see the camera.");
    expect(inputs.screenAudio).toBeUndefined();
  });

  it("open no camera for a screen alone, and none after it has ended", async () => {
    await inputs.chooseLayout("screen");
    await inputs.shareScreen();
    expect(inputs.camera.source).toBeUndefined();
    screen?.dispatchEvent(new Event("ended"));
    expect(inputs.video.source).toBeUndefined();
    expect(inputs.problem).toBe("Screen sharing has ended. Select a screen or another source.");
  });

  it("show the camera that was chosen last, whichever opens first", async () => {
    const slow = deferred<void>();
    const [first, second] = ["first", "second"].map((label) => new FakeTrack(label));
    vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(async (constraints) => {
      const isFirst = JSON.stringify(constraints).includes('"one"');
      await (isFirst && slow.promise);
      return { getVideoTracks: () => [isFirst ? first : second] } as unknown as MediaStream;
    });
    inputs.camera.devices = ["one", "two"].map((deviceId) => ({ deviceId })) as MediaDeviceInfo[];
    const [opensFirst, opensSecond] = [inputs.chooseCamera("one"), inputs.chooseCamera("two")];
    await opensSecond;
    slow.resolve();
    await opensFirst;
    expect(first?.stop).toHaveBeenCalled();
    expect(second?.stop).not.toHaveBeenCalled();
    expect(switched).toStrictEqual(["second"]);
    expect(inputs.camera).toMatchObject({ choice: "two", busy: false });
  });

  it("share no screen that is selected after sharing was stopped", async () => {
    const selected = deferred<void>();
    vi.spyOn(navigator.mediaDevices, "getDisplayMedia").mockImplementation(async () => {
      await selected.promise;
      return { getVideoTracks: () => [screen], getAudioTracks: () => [] } as unknown as MediaStream;
    });
    await inputs.chooseLayout("screen");
    const shares = inputs.shareScreen();
    inputs.stopScreen();
    selected.resolve();
    await shares;
    expect(screen?.stop).toHaveBeenCalled();
    expect(inputs.screen).toMatchObject({ busy: false });
    expect(inputs.isScreenMissing).toBe(true);
  });

  it("open the camera when the layout needs it, and remember the layout", async () => {
    await inputs.chooseLayout("screen");
    await inputs.shareScreen();
    await inputs.chooseLayout("both");
    expect(inputs.camera.source?.track).toBe(camera);
    expect(inputs.settings.values.scene).toMatchObject({ layout: "both" });
    inputs.stopScreen();
    expect(screen?.stop).toHaveBeenCalled();
    expect(switched.at(-1)).toBe("camera");
  });
});
