/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Rectangle in pixels. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** Position as a share of the free space, 0 to 1: 0 is the left or upper edge, 1 the right or lower one. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** Aspect ratios that differ by less than this share count as equal. */
const SAME_ASPECT = 0.01;

/** Distance to the edges of the canvas, as a share of its shorter side. */
const MARGIN = 0.03;

/** Returns the largest rectangle with the aspect ratio of `source` inside of an area, centred. */
export function contain(source: Size, area: Rect): Rect {
  return scaled(source, area, Math.min(area.width / source.width, area.height / source.height));
}

/** Returns the smallest rectangle with the aspect ratio of `source` that covers an area, centred. */
export function cover(source: Size, area: Rect): Rect {
  return scaled(source, area, Math.max(area.width / source.width, area.height / source.height));
}

/** Returns whether two sizes have about the same aspect ratio. */
export function hasSameAspect(a: Size, b: Size): boolean {
  return Math.abs((a.width * b.height) / (a.height * b.width) - 1) < SAME_ASPECT;
}

/** Returns a length that looks alike on landscape and portrait canvases: a share of the side of a square of their area. */
export function lengthOf(canvas: Size, share: number): number {
  return Math.round(share * Math.sqrt(canvas.width * canvas.height));
}

/** Returns where a box of a size lies on a canvas, at a distance from its edges. */
export function placed(box: Size, { x, y }: Position, canvas: Size): Rect {
  const margin = marginOf(canvas);
  const free = freeSpace(box, canvas);
  return { ...box, x: Math.round(margin + x * free.width), y: Math.round(margin + y * free.height) };
}

/** Returns the position of a box after a move by pixels of the canvas. The box stays inside of the canvas. */
export function moved(position: Position, by: Position, box: Size, canvas: Size): Position {
  const free = freeSpace(box, canvas);
  return { x: clamp(position.x + by.x / free.width), y: clamp(position.y + by.y / free.height) };
}

/** Limits a number to 0 to 1. */
export function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Distance to the edges of a canvas in pixels. */
export function marginOf({ width, height }: Size): number {
  return Math.round(MARGIN * Math.min(width, height));
}

/** Returns by how much a box can move. At least a pixel, so that positions are defined for boxes that fill the canvas. */
function freeSpace(box: Size, canvas: Size): Size {
  const margins = 2 * marginOf(canvas);
  return {
    width: Math.max(1, canvas.width - margins - box.width),
    height: Math.max(1, canvas.height - margins - box.height),
  };
}

function scaled(source: Size, area: Rect, scale: number): Rect {
  const width = Math.round(source.width * scale);
  const height = Math.round(source.height * scale);
  return {
    x: Math.round(area.x + (area.width - width) / 2),
    y: Math.round(area.y + (area.height - height) / 2),
    width,
    height,
  };
}
