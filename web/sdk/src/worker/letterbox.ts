import type { Size } from "../media/avc.ts";

/**
 * Brings pictures to one size, with bars where the shape differs. A shared window changes its size at will, a phone is
 * turned; a stream whose size changes is what many servers refuse.
 */
export class Letterbox {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;

  constructor(readonly size: Size) {
    this.#canvas = new OffscreenCanvas(size.width, size.height);
    const context = this.#canvas.getContext("2d", { alpha: false, desynchronized: true });
    if (context === null) {
      throw new Error("no 2D context for an OffscreenCanvas");
    }
    this.#context = context;
  }

  /** A new frame of the right size, at `timestamp` microseconds; the caller closes both. */
  apply(frame: VideoFrame, timestamp: number): VideoFrame {
    const { width, height } = this.size;
    if (frame.displayWidth === width && frame.displayHeight === height) {
      return new VideoFrame(frame, { timestamp });
    }
    const scale = Math.min(width / frame.displayWidth, height / frame.displayHeight);
    const w = Math.round(frame.displayWidth * scale);
    const h = Math.round(frame.displayHeight * scale);
    this.#context.fillRect(0, 0, width, height);
    this.#context.drawImage(frame, (width - w) >> 1, (height - h) >> 1, w, h);
    return new VideoFrame(this.#canvas, { timestamp });
  }
}
