import type { Size } from "../media/avc.ts";

/**
 * Scales frames to a fixed size, with bars where the aspect ratio differs. Shared windows are resized and phones are
 * rotated, but many servers refuse a stream whose resolution changes.
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

  /**
   * Returns a new frame of the fixed size. The caller closes both frames.
   *
   * @param timestamp of the new frame in microseconds
   */
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
