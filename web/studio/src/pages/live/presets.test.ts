import { describe, expect, it } from "vitest";
import { presetOf } from "./presets.ts";

describe("presets", () => {
  it("fall back to 720p for an unknown id", () => {
    expect(presetOf("1080p").height).toBe(1080);
    expect(presetOf("8k").id).toBe("720p");
    expect(presetOf(undefined).id).toBe("720p");
  });
});
