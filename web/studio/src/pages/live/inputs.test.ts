import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Settings } from "../../shared/settings.ts";
import { MemoryStorage } from "../../shared/testing/memory-storage.ts";
import type { Mix } from "./audio/mix.ts";
import { Inputs } from "./inputs.ts";

/** Sources of each mix by the names of their tracks, with their gains. */
const mixed = vi.hoisted((): Array<{ sources: Array<[string, number]>; isClosed: boolean }> => []);

vi.mock("./audio/mix.ts", () => ({
  Mix: class {
    readonly #mix = { sources: [] as Array<[string, number]>, isClosed: false };
    readonly source = { close: () => Object.assign(this.#mix, { isClosed: true }) };

    constructor() {
      mixed.push(this.#mix);
    }

    set(sources: Parameters<Mix["set"]>[0]): void {
      this.#mix.sources = sources.map(({ source, gainDb }) => [(source.track as unknown as Track).name, gainDb]);
    }
  },
}));

class Track extends EventTarget {
  enabled = true;

  constructor(readonly name: string) {
    super();
  }

  stop(): void {}

  getSettings(): object {
    return {};
  }
}

/** Stream of a video track and, unless there is no name, an audio track. */
function streamOf(video: string, audio?: string) {
  const [videos, audios] = [[new Track(video)], audio === undefined ? [] : [new Track(audio)]];
  return { getVideoTracks: () => videos, getAudioTracks: () => audios, getTracks: () => [...videos, ...audios] };
}

describe("the audio inputs", () => {
  let screen = streamOf("screen");
  const mediaDevices = {
    addEventListener: () => {},
    enumerateDevices: async () => [],
    getUserMedia: async ({ audio }: { audio?: { deviceId?: { exact: string } } }) =>
      streamOf("camera", audio?.deviceId?.exact ?? "mic"),
    getDisplayMedia: async () => screen,
  };
  const storage = new MemoryStorage();

  beforeEach(() => {
    mixed.length = 0;
    storage.values.clear();
    vi.stubGlobal("navigator", { mediaDevices });
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("are mixed with their gains until the mix is closed", async () => {
    const inputs = new Inputs(new Settings(storage), () => {});
    expect(inputs.openMix()).toBeUndefined();
    await inputs.chooseAudio("default");
    inputs.setGain(inputs.audio, 6);
    const mix = inputs.openMix();
    await inputs.chooseSecond("line");
    inputs.setGain(inputs.second, -20);
    expect(inputs.openMix()).toBe(mix);
    expect(mixed).toStrictEqual([
      {
        sources: [
          ["mic", 6],
          ["line", -20],
        ],
        isClosed: false,
      },
    ]);
    await inputs.chooseSecond("off");
    expect(mixed[0]?.sources).toStrictEqual([["mic", 6]]);
    inputs.closeMix();
    expect(mixed[0]?.isClosed).toBe(true);
    expect(inputs.openMix()).not.toBe(mix);
  });

  it("are remembered with their gains", async () => {
    const before = new Inputs(new Settings(storage), () => {});
    await before.chooseSecond("line");
    before.setGain(before.audio, 6);
    before.setGain(before.second, -20);
    const inputs = new Inputs(new Settings(storage), () => {});
    expect(inputs.second.choice).toBe("line");
    expect([inputs.audio, inputs.second].map((input) => inputs.gainOf(input))).toStrictEqual([6, -20]);
  });

  it("include the sound of a screen while it is shared, unless the user removes it", async () => {
    const inputs = new Inputs(new Settings(storage), () => {});
    await inputs.chooseAudio("default");
    inputs.openMix();
    const shareScreen = async (name: string) => {
      screen = streamOf("screen", name);
      await inputs.shareScreen();
    };
    const names = () => mixed[0]?.sources.map(([name]) => name);
    await shareScreen("tab");
    await vi.waitFor(() => expect(names()).toStrictEqual(["mic", "tab"]));
    await inputs.chooseSecond("off");
    inputs.changed();
    expect(names()).toStrictEqual(["mic"]);
    await shareScreen("window");
    await vi.waitFor(() => expect(names()).toStrictEqual(["mic", "window"]));
    inputs.stopScreen();
    await vi.waitFor(() => expect(names()).toStrictEqual(["mic"]));
    expect(inputs.second).toMatchObject({ choice: "off", busy: false });
    expect(inputs.second.problem).toBeUndefined();
  });

  it("continue when the sound of the screen ends", async () => {
    const inputs = new Inputs(new Settings(storage), () => {});
    screen = streamOf("screen", "tab");
    await inputs.shareScreen();
    await vi.waitFor(() => expect(inputs.second.source).toBeDefined());
    screen.getAudioTracks()[0]?.dispatchEvent(new Event("ended"));
    expect(inputs.second.choice).toBe("off");
    screen.getVideoTracks()[0]?.dispatchEvent(new Event("ended"));
    expect(inputs.second).toMatchObject({ choice: "off", busy: false });
    expect(inputs.screenAudio).toBeUndefined();
  });
});
