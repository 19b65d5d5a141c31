/** Size in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Returns the size of a recording by its first frame: at most `max`, with even sides, as encoders need. */
export function sizeWithin(frame: Size, max: Size): Size {
  const scale = Math.min(1, max.width / frame.width, max.height / frame.height);
  const even = (side: number) => Math.max(2, 2 * Math.round((side * scale) / 2));
  return { width: even(frame.width), height: even(frame.height) };
}

/** Returns the largest centred rectangle of a size with the aspect ratio of a frame. */
export function placeIn(frame: Size, size: Size): Size & { x: number; y: number } {
  const scale = Math.min(size.width / frame.width, size.height / frame.height);
  const [width, height] = [Math.round(frame.width * scale), Math.round(frame.height * scale)];
  return { x: (size.width - width) >> 1, y: (size.height - height) >> 1, width, height };
}
