import type { Features } from "multiconnection";
import { describe, expect, it } from "vitest";
import { deferred } from "../../../../sdk/src/shared/deferred.ts";
import { Settings } from "../../shared/settings.ts";
import { BrowserSupport } from "./browser-support.ts";
import type { Preset } from "./presets.ts";

const FULL: Features = {
  captureVideo: { level: "full", by: "processor" },
  captureAudio: { level: "limited", by: "worklet", reason: "only after a click" },
  h264: { level: "full", profile: "High", width: 1280, height: 720 },
  aac: { level: "limited", by: "wasm", reason: "the SDK loads an encoder" },
  playback: { level: "none", reason: "no Media Source Extensions" },
};

/** Obstacle, and a chosen quality whose features a test provides. */
class Bench {
  readonly settings = new Settings(undefined);
  readonly probed: Array<{ preset: Preset; found: (features: Features) => void }> = [];
  readonly support: BrowserSupport;

  constructor(isSecure = true) {
    this.support = new BrowserSupport(this.settings, isSecure, (preset) => {
      return new Promise((found) => this.probed.push({ preset, found }));
    });
  }

  async find(index: number, features: Partial<Features> = {}): Promise<string | undefined> {
    this.probed[index]?.found({ ...FULL, ...features });
    await new Promise((resolve) => setTimeout(resolve));
    return this.support.obstacle;
  }
}

describe("the obstacle of a browser", () => {
  it("is none while it is being found out, and with all that publishing needs", async () => {
    const bench = new Bench();
    expect(bench.support.obstacle).toBeUndefined();
    expect(await bench.find(0)).toBeUndefined();
  });

  it.each(["captureVideo", "captureAudio", "h264", "aac"] as const)("names %s if it is missing", async (name) => {
    const missing = { [name]: { level: "none", reason: "it is not there" } };
    expect(await new Bench().find(0, missing)).toMatch(/^This browser cannot publish: it is not there\.$/);
  });

  it("names an encoder that has no such size, and is gone in a lower quality", async () => {
    const bench = new Bench();
    bench.settings.set({ preset: "1080p" });
    const limit = { level: "limited", reason: "at most 1280x720", width: 1280, height: 720 } as const;
    expect(await bench.find(1, { h264: limit })).toMatch(
      /^This browser cannot encode this quality: at most 1280x720\. /,
    );
    bench.settings.set({ preset: "720p" });
    expect(await bench.find(2)).toBeUndefined();
    expect(bench.probed.map(({ preset }) => preset.id)).toStrictEqual(["720p", "1080p", "720p"]);
  });

  it("is that of the last quality, whichever is found out first", async () => {
    const bench = new Bench();
    bench.settings.set({ preset: "360p" });
    await bench.find(1);
    expect(await bench.find(0, { h264: { level: "none", reason: "no encoder" } })).toBeUndefined();
  });

  it("is none if the features cannot be found out", async () => {
    const settings = new Settings(undefined);
    const support = new BrowserSupport(settings, true, () => Promise.reject(new RangeError("no level")));
    const { promise, resolve } = deferred<void>();
    support.subscribe(resolve);
    await promise;
    expect(support.obstacle).toBeUndefined();
  });

  it("is an insecure page, without a probe", () => {
    const bench = new Bench(false);
    expect(bench.support.obstacle).toMatch(/only on pages loaded over https:/);
    expect(bench.probed).toStrictEqual([]);
  });
});
