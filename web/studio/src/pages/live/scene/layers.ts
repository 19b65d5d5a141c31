import { hasSameAspect, lengthOf, marginOf, type Rect, type Size } from "./geometry.ts";
import { logoRect, overlayRect, type Scene, type TextPosition } from "./scene.ts";

/** Name of a video input. */
export type InputName = "camera" | "screen";

/** Frames of an input in a rectangle with round corners. */
export interface VideoLayer {
  readonly kind: "video";
  readonly input: InputName;
  readonly rect: Rect;
  readonly fit: "contain" | "cover";
  readonly radius: number;
}

/** Drawn part of a composed frame, in pixels of the canvas. Later layers cover earlier ones. */
export type Layer =
  | VideoLayer
  | { kind: "image"; rect: Rect }
  | { kind: "text"; text: string; position: TextPosition; columns: Columns };

/** Columns that a title may take, in pixels of the canvas. */
export interface Columns {
  readonly x: number;
  readonly width: number;
}

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

/** Height in which a title and the camera could cover each other, as a share of the height of the canvas. */
const TEXT_BAND = 0.2;

/** Returns the layers of a scene. An input that is not available is replaced by the other one. */
export function layersOf(scene: Scene, available: Available, canvas: Size): Layer[] {
  const videos = videoLayers(scene, available, canvas);
  return [...videos, ...overlays(scene, available, canvas, videos[1]?.rect)];
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

function videoLayers(scene: Scene, { camera, screen, isCameraOff }: Available, canvas: Size): VideoLayer[] {
  const whole = { x: 0, y: 0, width: canvas.width, height: canvas.height };
  const isScreen = screen !== undefined && (scene.layout !== "camera" || camera === undefined);
  if (!isScreen) {
    return camera === undefined ? [] : [{ kind: "video", input: "camera", rect: whole, fit: "cover", radius: 0 }];
  }
  const layers: VideoLayer[] = [{ kind: "video", input: "screen", rect: whole, fit: "contain", radius: 0 }];
  if (scene.layout === "both" && camera !== undefined && !isCameraOff) {
    const radius = lengthOf(canvas, RADIUS);
    layers.push({ kind: "video", input: "camera", rect: overlayRect(scene, canvas), fit: "cover", radius });
  }
  return layers;
}

function overlays(scene: Scene, { logo }: Available, canvas: Size, camera: Rect | undefined): Layer[] {
  const layers: Layer[] = [];
  if (logo !== undefined) {
    layers.push({ kind: "image", rect: logoRect(scene, logo, canvas) });
  }
  if (scene.text !== "") {
    const { text, textPosition: position } = scene;
    layers.push({ kind: "text", text, position, columns: textColumns(position, canvas, camera) });
  }
  return layers;
}

/** Returns the columns of a title: all of them, or the wider side of the camera if that lies at the same edge. */
function textColumns(position: TextPosition, canvas: Size, camera: Rect | undefined): Columns {
  const margin = marginOf(canvas);
  const whole = { x: margin, width: canvas.width - 2 * margin };
  const band = TEXT_BAND * canvas.height;
  const isBeside =
    camera !== undefined && (position === "top" ? camera.y < band : camera.y + camera.height > canvas.height - band);
  if (!isBeside) {
    return whole;
  }
  const left = camera.x - 2 * margin;
  const x = camera.x + camera.width + margin;
  const right = canvas.width - margin - x;
  return left >= right ? { x: margin, width: left } : { x, width: right };
}
