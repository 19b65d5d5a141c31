import type { Size } from "../media/avc.ts";
import { drawnRect } from "../media/framing.ts";

/**
 * Makes frames of any kind fit an encoder of a fixed size: upright, cropped to their visible part, scaled with bars where
 * the aspect ratio differs, and with 8 bits per sample in sRGB. Shared windows are resized and phones are turned, but an
 * encoder refuses a frame of another orientation, and many servers a stream whose resolution changes.
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
   * Returns a new frame that fits. Its pixels are those of `frame`, without a copy, if that one fits already. The caller
   * closes both frames.
   *
   * @param timestamp of the new frame in microseconds
   */
  apply(frame: VideoFrame, timestamp: number): VideoFrame {
    const rect = drawnRect(frame, this.size);
    if (rect === undefined) {
      return new VideoFrame(frame, { timestamp });
    }
    this.#context.fillRect(0, 0, this.size.width, this.size.height);
    // drawImage applies the orientation, the visible rectangle and the colour space of a VideoFrame.
    this.#context.drawImage(frame, rect.x, rect.y, rect.width, rect.height);
    return new VideoFrame(this.#canvas, { timestamp, ...(frame.duration !== null && { duration: frame.duration }) });
  }
}
