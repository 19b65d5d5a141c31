import type { Meter } from "./activity.ts";

/** Size in pixels to which frames are reduced. */
const WIDTH = 32;
const HEIGHT = 24;

/** Difference in brightness, 0 to 255, from which on a pixel has changed. It is above the noise of cameras. */
const CHANGED = 24;

/** Share of changed pixels that counts as constant motion. */
const ALL_MOVES = 0.25;

/** Shortest time between two frames that are compared, in milliseconds. */
const MIN_MS = 50;

/** Detects motion in the video of a camera. */
export class MotionMeter implements Meter {
  readonly #video = document.createElement("video");
  readonly #canvas = new OffscreenCanvas(WIDTH, HEIGHT).getContext("2d", { willReadFrequently: true });
  #frame: Uint8ClampedArray | undefined;
  #frameMs = 0;
  #level = -1;

  constructor(track: MediaStreamTrack) {
    this.#video.muted = true;
    this.#video.srcObject = new MediaStream([track]);
    void this.#video.play().catch(() => {});
  }

  level(): number {
    const now = performance.now();
    if (this.#canvas !== null && this.#video.readyState >= 2 && now - this.#frameMs >= MIN_MS) {
      this.#canvas.drawImage(this.#video, 0, 0, WIDTH, HEIGHT);
      const frame = this.#canvas.getImageData(0, 0, WIDTH, HEIGHT).data;
      this.#level = this.#frame === undefined ? -1 : motion(this.#frame, frame);
      this.#frame = frame;
      this.#frameMs = now;
    }
    return this.#level;
  }

  close(): void {
    this.#video.srcObject = null;
  }
}

/** Returns the motion between two frames of RGBA pixels, 0 to 100. */
export function motion(before: Uint8ClampedArray, after: Uint8ClampedArray): number {
  let changed = 0;
  for (let i = 0; i < after.length; i += 4) {
    changed += Math.abs(brightness(after, i) - brightness(before, i)) >= CHANGED ? 1 : 0;
  }
  return Math.min(100, Math.round((100 * changed) / (ALL_MOVES * (after.length / 4))));
}

function brightness(pixels: Uint8ClampedArray, i: number): number {
  return ((pixels[i] ?? 0) + 2 * (pixels[i + 1] ?? 0) + (pixels[i + 2] ?? 0)) / 4;
}
