import { describe, expect, it } from "vitest";
import { placeIn, sizeWithin } from "./frame-fit.ts";

const HD = { width: 1280, height: 720 };

describe("the frame of a recording", () => {
  it.each([
    ["1280 × 720", { width: 1280, height: 720 }, { width: 1280, height: 720 }],
    ["a smaller one", { width: 641, height: 481 }, { width: 642, height: 482 }],
    ["a larger one", { width: 2560, height: 1600 }, { width: 1152, height: 720 }],
    ["one upright", { width: 1080, height: 1920 }, { width: 406, height: 720 }],
  ])("has even sides within the quality for %s", (_, frame, size) => {
    expect(sizeWithin(frame, HD)).toStrictEqual(size);
  });

  it("is centred, with bars where the aspect ratio differs", () => {
    expect(placeIn({ width: 640, height: 480 }, HD)).toStrictEqual({ x: 160, y: 0, width: 960, height: 720 });
    expect(placeIn({ width: 2560, height: 1080 }, HD)).toStrictEqual({ x: 0, y: 90, width: 1280, height: 540 });
  });
});
