import { hasSameAspect, lengthOf, type Rect, type Size } from "./geometry.ts";
import { logoRect, overlayRect, type Scene, type TextPosition } from "./scene.ts";

/** Name of a video input. */
export type InputName = "camera" | "screen";

/** Drawn part of a composed frame, in pixels of the canvas. Later layers cover earlier ones. */
export type Layer =
  | { kind: "video"; input: InputName; rect: Rect; fit: "contain" | "cover"; radius: number }
  | { kind: "image"; rect: Rect }
  | { kind: "text"; text: string; position: TextPosition };

/** Sizes of what can be drawn. Absent: not available. */
export interface Available {
  readonly camera?: Size;
  /** Whether the frames of the camera are black, so that it is not shown over the screen. */
  readonly isCameraOff?: boolean;
  readonly screen?: Size;
  readonly logo?: Size;
}

/** Radius of the corners of the camera over the screen, as a share of the side of a square of the canvas' area. */
const RADIUS = 0.012;

/** Returns the layers of a scene. An input that is not available is replaced by the other one. */
export function layersOf(scene: Scene, available: Available, canvas: Size): Layer[] {
  return [...videoLayers(scene, available, canvas), ...overlays(scene, available, canvas)];
}

/** Returns the input whose frames can be published unchanged; undefined if frames have to be composed. */
export function plainInput(layers: readonly Layer[], available: Available, canvas: Size): InputName | undefined {
  const [layer, ...more] = layers;
  if (layer?.kind !== "video" || more.length > 0) {
    return undefined;
  }
  const size = available[layer.input];
  return size !== undefined && hasSameAspect(size, canvas) ? layer.input : undefined;
}

/** Returns whether only the camera is shown, so that its mirror image reads like one. */
export function isOnlyCamera(layers: readonly Layer[]): boolean {
  return layers.every((layer) => layer.kind === "video" && layer.input === "camera");
}

function videoLayers(scene: Scene, { camera, screen, isCameraOff }: Available, canvas: Size): Layer[] {
  const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  const isScreen = screen !== undefined && (scene.layout !== "camera" || camera === undefined);
  if (!isScreen) {
    return camera === undefined ? [] : [{ kind: "video", input: "camera", rect: whole, fit: "cover", radius: 0 }];
  }
  const layers: Layer[] = [{ kind: "video", input: "screen", rect: whole, fit: "contain", radius: 0 }];
  if (scene.layout === "both" && camera !== undefined && !isCameraOff) {
    const radius = lengthOf(canvas, RADIUS);
    layers.push({ kind: "video", input: "camera", rect: overlayRect(scene, canvas), fit: "cover", radius });
  }
  return layers;
}

function overlays(scene: Scene, { logo }: Available, canvas: Size): Layer[] {
  const layers: Layer[] = [];
  if (logo !== undefined) {
    layers.push({ kind: "image", rect: logoRect(scene, logo, canvas) });
  }
  if (scene.text !== "") {
    layers.push({ kind: "text", text: scene.text, position: scene.textPosition });
  }
  return layers;
}
