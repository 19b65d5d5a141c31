import { describe, expect, it } from "vitest";
import { presetOf } from "./presets.ts";

describe("presets", () => {
  it("have a preset for every wish", () => {
    expect(presetOf("1080p").height).toBe(1080);
    expect(presetOf("8k").id).toBe("720p");
    expect(presetOf(undefined).id).toBe("720p");
  });
});
