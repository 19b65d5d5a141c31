import { clamp, lengthOf, moved, type Position, placed, type Rect, type Size } from "./geometry.ts";

/** Arrangement of the video inputs. */
export const LAYOUTS = ["camera", "screen", "both"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Size of the camera over the screen. */
export const OVERLAY_SIZES = ["small", "medium", "large"] as const;
export type OverlaySize = (typeof OVERLAY_SIZES)[number];

export const CORNERS = ["topLeft", "topRight", "bottomLeft", "bottomRight"] as const;
export type Corner = (typeof CORNERS)[number];

export const TEXT_POSITIONS = ["top", "bottom"] as const;
export type TextPosition = (typeof TEXT_POSITIONS)[number];

/** Arrangement of the published video: plain data, which the browser stores between visits. */
export interface Scene {
  readonly layout: Layout;
  /** Camera over the screen, in the layout `both`. */
  readonly overlay: Position & { readonly size: OverlaySize };
  /** Title over the video, up to {@link MAX_TEXT} characters. Empty: none. */
  readonly text: string;
  readonly textPosition: TextPosition;
  readonly logoCorner: Corner;
}

/** Longest title in characters. */
export const MAX_TEXT = 80;

export const DEFAULT_SCENE: Scene = {
  layout: "camera",
  overlay: { x: 1, y: 1, size: "medium" },
  text: "",
  textPosition: "bottom",
  logoCorner: "topRight",
};

/** Width of the camera over the screen, as a share of the side of a square of the canvas' area. */
const OVERLAY_WIDTHS: Record<OverlaySize, number> = { small: 0.27, medium: 0.36, large: 0.5 };

/** Distance to an edge at which the camera snaps to it, as a share of the free space. */
const SNAP = 0.05;

/** Box of the logo, as shares of the side of a square of the canvas' area. */
const LOGO_BOX = { width: 0.22, height: 0.11 };

/** Returns the position of a corner. */
export function positionOf(corner: Corner): Position {
  return { x: corner.endsWith("Right") ? 1 : 0, y: corner.startsWith("bottom") ? 1 : 0 };
}

/** Returns the corner at a position; undefined if the position is none. */
export function cornerAt({ x, y }: Position): Corner | undefined {
  return CORNERS.find((corner) => {
    const at = positionOf(corner);
    return at.x === x && at.y === y;
  });
}

/** Returns where the camera lies over the screen. */
export function overlayRect({ overlay }: Scene, canvas: Size): Rect {
  return placed(overlayBox(overlay.size, canvas), overlay, canvas);
}

/** Returns the scene after the camera was moved by pixels of the canvas. */
export function withMovedOverlay(scene: Scene, by: Position, canvas: Size): Scene {
  const { overlay } = scene;
  return { ...scene, overlay: { ...overlay, ...moved(overlay, by, overlayBox(overlay.size, canvas), canvas) } };
}

/** Returns the scene with the camera in a corner or at an edge if it is close to it. */
export function withSnappedOverlay(scene: Scene): Scene {
  const snap = (share: number) => (share < SNAP ? 0 : share > 1 - SNAP ? 1 : share);
  const { overlay } = scene;
  return { ...scene, overlay: { ...overlay, x: snap(overlay.x), y: snap(overlay.y) } };
}

/** Returns the scene with the next larger or smaller camera, as far as there is one. */
export function withResizedOverlay(scene: Scene, step: 1 | -1): Scene {
  const size = OVERLAY_SIZES[OVERLAY_SIZES.indexOf(scene.overlay.size) + step] ?? scene.overlay.size;
  return { ...scene, overlay: { ...scene.overlay, size } };
}

/** Returns where a logo lies: in its corner, within a box of a fixed share of the canvas. */
export function logoRect({ logoCorner }: Scene, logo: Size, canvas: Size): Rect {
  const [width, height] = [lengthOf(canvas, LOGO_BOX.width), lengthOf(canvas, LOGO_BOX.height)];
  const scale = Math.min(width / logo.width, height / logo.height);
  const box = { width: Math.round(logo.width * scale), height: Math.round(logo.height * scale) };
  return placed(box, positionOf(logoCorner), canvas);
}

/** Returns the scene of a stored value. Anything malformed is replaced by the default. */
export function sceneOf(stored: unknown): Scene {
  const value = asRecord(stored);
  const overlay = asRecord(value.overlay);
  const { overlay: standard } = DEFAULT_SCENE;
  const share = (each: unknown, otherwise: number) => (Number.isFinite(each) ? clamp(each as number) : otherwise);
  return {
    layout: oneOf(LAYOUTS, value.layout, DEFAULT_SCENE.layout),
    overlay: {
      x: share(overlay.x, standard.x),
      y: share(overlay.y, standard.y),
      size: oneOf(OVERLAY_SIZES, overlay.size, standard.size),
    },
    text: typeof value.text === "string" ? value.text.slice(0, MAX_TEXT) : "",
    textPosition: oneOf(TEXT_POSITIONS, value.textPosition, DEFAULT_SCENE.textPosition),
    logoCorner: oneOf(CORNERS, value.logoCorner, DEFAULT_SCENE.logoCorner),
  };
}

function overlayBox(size: OverlaySize, canvas: Size): Size {
  const width = lengthOf(canvas, OVERLAY_WIDTHS[size]);
  return { width, height: Math.round((width * 9) / 16) };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function oneOf<T>(values: readonly T[], value: unknown, otherwise: T): T {
  return values.find((each) => each === value) ?? otherwise;
}
