import { describe, expect, it } from "vitest";
import { cameraSize, changedPreset, frameRatesOf, presetOf, RESOLUTIONS, SHAPES } from "./presets.ts";

describe("presets", () => {
  it("fall back to 720p for an unknown id", () => {
    expect(presetOf("1080p").height).toBe(1080);
    expect(presetOf("8k").id).toBe("720p");
    expect(presetOf("360p60").id).toBe("720p");
    expect(presetOf(undefined).id).toBe("720p");
  });

  it.each([
    ["360p", 640, 360, 30, 0.8],
    ["540p", 960, 540, 30, 1.5],
    ["720p", 1280, 720, 30, 2.5],
    ["1080p", 1920, 1080, 30, 5],
    ["720p60", 1280, 720, 60, 4],
    ["1080p60", 1920, 1080, 60, 6],
    ["720p-portrait", 720, 1280, 30, 2.5],
    ["1080p60-portrait", 1080, 1920, 60, 6],
    ["720p-square", 720, 720, 30, 1.5],
    ["1080p-square", 1080, 1080, 30, 3],
  ])("of the id %s has a size, a frame rate and a bitrate", (id, width, height, frameRate, megabits) => {
    expect(presetOf(id)).toMatchObject({ id, width, height, frameRate, videoBitrate: megabits * 1e6 });
  });

  it("have ids that lead back to them, even sides, and positive bitrates", () => {
    for (const resolution of RESOLUTIONS) {
      for (const frameRate of frameRatesOf(resolution)) {
        for (const shape of SHAPES) {
          const preset = changedPreset(presetOf(undefined), { resolution, frameRate, shape });
          expect(presetOf(preset.id)).toStrictEqual(preset);
          expect([preset.width % 2, preset.height % 2]).toStrictEqual([0, 0]);
          expect(preset.videoBitrate).toBeGreaterThan(0);
        }
      }
    }
  });

  it("change one choice at a time, and keep to the frame rates of the resolution", () => {
    const fast = presetOf("720p60-portrait");
    expect(changedPreset(fast, { shape: "square" }).id).toBe("720p60-square");
    expect(changedPreset(fast, { resolution: "1080p" }).id).toBe("1080p60-portrait");
    expect(changedPreset(fast, { resolution: "540p" }).id).toBe("540p-portrait");
  });

  it.each([
    ["720p", "1280x720"],
    ["1080p60", "1920x1080"],
    ["720p-square", "1280x720"],
    ["720p-portrait", "1920x1080"],
    ["1080p-portrait", "1920x1080"],
    ["360p-portrait", "1138x640"],
  ])("of the id %s ask a camera for %s", (id, size) => {
    const { width, height } = cameraSize(presetOf(id));
    expect(`${width}x${height}`).toBe(size);
  });
});
