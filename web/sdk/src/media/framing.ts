import type { Size } from "./avc.ts";

/** Subset of `VideoFrame` that decides whether and where a frame is drawn. */
export interface FrameShape {
  /** Size with orientation and pixel aspect ratio applied. */
  readonly displayWidth: number;
  readonly displayHeight: number;
  /** Part of the stored pixels that is shown, before the orientation is applied. */
  readonly visibleRect: Size | null;
  /** Degrees clockwise; absent before Chromium 138. */
  readonly rotation?: number;
  /** Whether the frame is mirrored after the rotation; absent before Chromium 138. */
  readonly flip?: boolean;
  /** `null` if the pixels are opaque to the page. */
  readonly format: string | null;
  readonly colorSpace: {
    readonly primaries: string | null;
    readonly transfer: string | null;
    readonly matrix: string | null;
  };
}

/** Rectangle in pixels. */
export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** Colour spaces of standard dynamic range that players of H.264 support. `null`: unknown. */
const SDR = {
  primaries: [null, "bt709", "bt470bg", "smpte170m"],
  transfer: [null, "bt709", "smpte170m", "iec61966-2-1"],
  matrix: [null, "rgb", "bt709", "bt470bg", "smpte170m"],
} as const satisfies Record<string, ReadonlyArray<string | null>>;

/** Sides that differ from a canvas by less than this many pixels are stretched to it, instead of leaving a thin bar. */
const THIN_BAR = 2;

/** Returns where a canvas of a size shows a frame upright; undefined if an encoder of that size takes it unchanged. */
export function drawnRect(frame: FrameShape, size: Size): Rect | undefined {
  const display = { width: frame.displayWidth, height: frame.displayHeight };
  const isUpright = !frame.rotation && !frame.flip;
  if (isUpright && isSdr(frame) && isEqual(display, size) && frame.visibleRect && isEqual(frame.visibleRect, size)) {
    return undefined;
  }
  return letterbox(display, size);
}

/** Returns the largest centred rectangle with the aspect ratio of `source`. Odd sizes lose a line instead of sharpness. */
function letterbox(source: Size, size: Size): Rect {
  if (isOddLine(source.width - size.width) && isOddLine(source.height - size.height)) {
    return { x: 0, y: 0, ...source };
  }
  const scale = Math.min(size.width / source.width, size.height / source.height);
  const width = filled(source.width * scale, size.width);
  const height = filled(source.height * scale, size.height);
  return { x: (size.width - width) >> 1, y: (size.height - height) >> 1, width, height };
}

function filled(side: number, available: number): number {
  return available - side < THIN_BAR ? available : Math.round(side);
}

function isOddLine(excess: number): boolean {
  return excess === 0 || excess === 1;
}

function isEqual(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

/** Whether a frame has 8 bits per sample, and colours of standard dynamic range. */
function isSdr({ format, colorSpace }: FrameShape): boolean {
  const isDeep = format !== null && /P1[02]$/.test(format);
  const includes = (known: ReadonlyArray<string | null>, value: string | null) => known.includes(value);
  return (
    !isDeep &&
    includes(SDR.primaries, colorSpace.primaries) &&
    includes(SDR.transfer, colorSpace.transfer) &&
    includes(SDR.matrix, colorSpace.matrix)
  );
}
