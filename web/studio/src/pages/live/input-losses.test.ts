import { describe, expect, it } from "vitest";
import { inputLosses, type LossInputs } from "./input-losses.ts";

const LIVE = {};

function losses(
  lost: Array<"camera" | "screen" | "audio" | "second">,
  layout: string,
  source?: object,
  isSlow = false,
): string[] {
  const inputs: LossInputs = {
    ...{ camera: {}, screen: {}, audio: {}, second: {} },
    ...Object.fromEntries(lost.map((name) => [name, { isLost: true }])),
    video: { source, isSlow, scene: { layout } },
  };
  return inputLosses(inputs).map((text) => text.replace(/^(.*?\. .*?\.).*$/, "$1"));
}

describe("losses of inputs", () => {
  it.each([
    [["camera"], "camera", undefined, ["Camera disconnected. Viewers see the last frame."]],
    [["camera"], "both", LIVE, ["Camera disconnected. Viewers see the screen."]],
    [["camera"], "screen", LIVE, []],
    [["screen"], "screen", undefined, ["Screen sharing has ended. Viewers see the last frame."]],
    [["screen"], "both", LIVE, ["Screen sharing has ended. Viewers see the camera."]],
    [["screen"], "camera", LIVE, []],
    [
      ["audio", "second"],
      "camera",
      LIVE,
      ["Microphone disconnected. Viewers do not hear it.", "Second audio source disconnected. Viewers do not hear it."],
    ],
    [[], "both", LIVE, []],
  ] as const)("of %j in the layout %s", (lost, layout, source, texts) => {
    expect(losses([...lost], layout, source)).toStrictEqual(texts);
  });

  it("of frames that this machine is too slow to compose", () => {
    expect(losses([], "both", LIVE, true)).toStrictEqual([
      "This computer is too slow for this layout. Viewers miss frames.",
    ]);
  });
});
