import { describe, expect, it } from "vitest";
import { layersOf, plainInput } from "./layers.ts";
import {
  CORNERS,
  cornerAt,
  DEFAULT_SCENE,
  logoRect,
  overlayRect,
  positionOf,
  type Scene,
  sceneOf,
  withMovedOverlay,
  withResizedOverlay,
  withSnappedOverlay,
} from "./scene.ts";

const CANVAS = { width: 1280, height: 720 };
const CAMERA = { width: 1280, height: 720 };
const SCREEN = { width: 1920, height: 1080 };
const BOTH: Scene = { ...DEFAULT_SCENE, layout: "both" };
const SCREEN_ONLY: Scene = { ...DEFAULT_SCENE, layout: "screen" };
const LOGO = { width: 200, height: 100 };

/** Describes the layers of a scene, and what is published without composition. */
function drawn(scene: Scene, available: Parameters<typeof layersOf>[1], canvas = CANVAS): string {
  const layers = layersOf(scene, available, canvas);
  const names = layers.map((layer) => (layer.kind === "video" ? `${layer.input}:${layer.fit}` : layer.kind));
  return `${names.join(" ")} → ${plainInput(layers, available, canvas) ?? "composed"}`;
}

describe("a scene", () => {
  it.each([
    ["camera", DEFAULT_SCENE, { camera: CAMERA }, "camera:cover → camera"],
    ["camera beside a screen", DEFAULT_SCENE, { camera: CAMERA, screen: SCREEN }, "camera:cover → camera"],
    [
      "camera of another aspect ratio",
      DEFAULT_SCENE,
      { camera: { width: 640, height: 480 } },
      "camera:cover → composed",
    ],
    ["camera with a title", { ...DEFAULT_SCENE, text: "Hi" }, { camera: CAMERA }, "camera:cover text → composed"],
    ["camera with a logo", DEFAULT_SCENE, { camera: CAMERA, logo: LOGO }, "camera:cover image → composed"],
    ["camera that is turned off", DEFAULT_SCENE, { camera: CAMERA, isCameraOff: true }, "camera:cover → camera"],
    ["screen", SCREEN_ONLY, { camera: CAMERA, screen: SCREEN }, "screen:contain → screen"],
    [
      "screen of another aspect ratio",
      SCREEN_ONLY,
      { screen: { width: 900, height: 900 } },
      "screen:contain → composed",
    ],
    ["screen that has ended", SCREEN_ONLY, { camera: CAMERA }, "camera:cover → camera"],
    ["both", BOTH, { camera: CAMERA, screen: SCREEN }, "screen:contain camera:cover → composed"],
    ["both without a screen", BOTH, { camera: CAMERA }, "camera:cover → camera"],
    ["both without a camera", BOTH, { screen: SCREEN }, "screen:contain → screen"],
    ["both, the camera off", BOTH, { camera: CAMERA, isCameraOff: true, screen: SCREEN }, "screen:contain → screen"],
    ["nothing open", BOTH, {}, " → composed"],
  ])("of the layout %s", (_, scene, available, expected) => {
    expect(drawn(scene, available)).toBe(expected);
  });

  it("in portrait crops the camera", () => {
    expect(drawn(DEFAULT_SCENE, { camera: CAMERA }, { width: 720, height: 1280 })).toBe("camera:cover → composed");
  });

  it.each(CORNERS)("has the camera in the corner %s of each canvas", (corner) => {
    const scene = { ...BOTH, overlay: { ...BOTH.overlay, ...positionOf(corner) } };
    expect(cornerAt(scene.overlay)).toBe(corner);
    for (const canvas of [CANVAS, { width: 720, height: 1280 }, { width: 1080, height: 1080 }]) {
      const { x, y, width, height } = overlayRect(scene, canvas);
      const [right, bottom] = [canvas.width - x - width, canvas.height - y - height];
      const margin = Math.round(0.03 * Math.min(canvas.width, canvas.height));
      expect(corner.endsWith("Left") ? x : right).toBe(margin);
      expect(corner.startsWith("top") ? y : bottom).toBe(margin);
    }
  });

  it("moves the camera inside of the canvas, snaps it to edges, and resizes it in steps", () => {
    const far = withMovedOverlay(BOTH, { x: -9999, y: 20 }, CANVAS);
    expect(far.overlay).toMatchObject({ x: 0, y: 1 });
    const close = withMovedOverlay(BOTH, { x: -20, y: -200 }, CANVAS);
    expect(close.overlay.x).toBeLessThan(1);
    expect(withSnappedOverlay(close).overlay).toMatchObject({ x: 1, y: close.overlay.y });
    expect(withResizedOverlay(BOTH, 1).overlay.size).toBe("large");
    expect(withResizedOverlay(withResizedOverlay(BOTH, 1), 1).overlay.size).toBe("large");
    expect(withResizedOverlay(BOTH, -1).overlay.size).toBe("small");
  });

  it.each([
    ["the whole width", {}, "bottom", "22+1236"],
    ["the left of a camera at the right", { screen: SCREEN }, "bottom", "22+868"],
    ["the whole width at the other edge", { screen: SCREEN }, "top", "22+1236"],
  ] as const)("shows its title over %s", (_, more, textPosition, columns) => {
    const scene = { ...BOTH, text: "Hi", textPosition };
    const layer = layersOf(scene, { camera: CAMERA, ...more }, CANVAS).at(-1);
    expect(layer?.kind === "text" && `${layer.columns.x}+${layer.columns.width}`).toBe(columns);
  });

  it("keeps the aspect ratio of a logo within its box", () => {
    expect(logoRect(DEFAULT_SCENE, { width: 400, height: 100 }, CANVAS)).toMatchObject({ width: 211, height: 53 });
    expect(logoRect(DEFAULT_SCENE, { width: 100, height: 400 }, CANVAS)).toMatchObject({ width: 27, height: 106 });
  });

  it("is read from what the browser stored, whatever that is", () => {
    const scene = { ...BOTH, text: "Hi", logoCorner: "bottomLeft", overlay: { x: 0.2, y: 0, size: "small" } };
    expect(sceneOf(JSON.parse(JSON.stringify(scene)))).toStrictEqual(scene);
    const wrong = { layout: "circus", overlay: { x: "1", y: 7, size: 3 }, text: "x".repeat(100), textPosition: null };
    expect(sceneOf(wrong)).toStrictEqual({ ...DEFAULT_SCENE, text: "x".repeat(80) });
    for (const stored of [undefined, null, 7, "scene", []]) {
      expect(sceneOf(stored)).toStrictEqual(DEFAULT_SCENE);
    }
  });
});
