import type { Canvas, Composed } from "./composer.ts";
import { contain, cover, lengthOf, marginOf, type Size } from "./geometry.ts";
import type { InputName, Layer, VideoLayer } from "./layers.ts";
import { textLines } from "./text-lines.ts";

/** Size of a title and the space around it, as shares of the side of a square of the canvas' area. */
const TEXT = { size: 0.042, padding: 0.02, lines: 3, lineHeight: 1.25 };

const BACKGROUND = "#000000";
const TEXT_BACKGROUND = "rgb(10 12 16 / 0.72)";
const TEXT_COLOR = "#ffffff";

/** Canvas of a worker, whose content is output as the frames of a track. */
export class FrameCanvas implements Canvas<VideoFrame> {
  readonly #canvas = new OffscreenCanvas(2, 2);
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #writer: WritableStreamDefaultWriter<VideoFrame>;
  #isStarted = false;
  logo: ImageBitmap | undefined;

  /** @param started is called after the first frame */
  constructor(
    writable: WritableStream<VideoFrame>,
    readonly started: () => void,
  ) {
    const context = this.#canvas.getContext("2d", {
      alpha: false,
      desynchronized: true,
      willReadFrequently: !hasGpu(),
    });
    if (context === null) {
      throw new Error("OffscreenCanvas has no 2D context, expected one");
    }
    this.#context = context;
    this.#writer = writable.getWriter();
  }

  draw(composed: Composed, frames: ReadonlyMap<InputName, VideoFrame>): void {
    const { width, height, layers } = composed;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      Object.assign(this.#canvas, { width, height });
    }
    this.#context.fillStyle = BACKGROUND;
    this.#context.fillRect(0, 0, width, height);
    for (const layer of layers) {
      this.#draw(layer, composed, frames);
    }
  }

  async output(timestampMs: number): Promise<void> {
    const frame = new VideoFrame(this.#canvas, { timestamp: Math.round(timestampMs * 1000) });
    try {
      await this.#writer.write(frame);
    } catch {
      // The track was stopped, and the worker is about to be.
      frame.close();
      return;
    }
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.started();
    }
  }

  #draw(layer: Layer, canvas: Size, frames: ReadonlyMap<InputName, VideoFrame>): void {
    switch (layer.kind) {
      case "video": {
        const frame = frames.get(layer.input);
        if (frame !== undefined) {
          this.#drawFrame(frame, layer);
        }
        break;
      }
      case "image": {
        const { x, y, width, height } = layer.rect;
        if (this.logo !== undefined) {
          this.#context.drawImage(this.logo, x, y, width, height);
        }
        break;
      }
      case "text":
        this.#drawText(layer, canvas);
        break;
    }
  }

  /** Draws a whole frame, clipped: `drawImage` applies its orientation only if it is given no part of it. */
  #drawFrame(frame: VideoFrame, { rect, fit, radius }: VideoLayer): void {
    const size = { width: frame.displayWidth, height: frame.displayHeight };
    const { x, y, width, height } = fit === "cover" ? cover(size, rect) : contain(size, rect);
    const context = this.#context;
    context.save();
    // The canvas itself clips layers without round corners, which cover it. A clip costs time.
    if (radius > 0) {
      context.beginPath();
      context.roundRect(rect.x, rect.y, rect.width, rect.height, radius);
      context.clip();
    }
    context.drawImage(frame, x, y, width, height);
    context.restore();
  }

  #drawText({ text, position, columns }: Extract<Layer, { kind: "text" }>, canvas: Size): void {
    const context = this.#context;
    const [size, padding, margin] = [lengthOf(canvas, TEXT.size), lengthOf(canvas, TEXT.padding), marginOf(canvas)];
    context.font = `600 ${size}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const most = columns.width - 2 * padding;
    const center = columns.x + columns.width / 2;
    const measure = (part: string) => context.measureText(part).width;
    const lines = textLines(text, most, TEXT.lines, measure);
    const width = Math.min(most, Math.max(...lines.map(measure)));
    const lineHeight = size * TEXT.lineHeight;
    const height = lines.length * lineHeight + padding;
    const top = position === "top" ? margin : canvas.height - margin - height;
    context.fillStyle = TEXT_BACKGROUND;
    context.beginPath();
    context.roundRect(center - width / 2 - padding, top, width + 2 * padding, height, padding / 2);
    context.fill();
    context.fillStyle = TEXT_COLOR;
    lines.forEach((line, i) => {
      // A line that is too long is condensed.
      context.fillText(line, center, top + padding / 2 + (i + 0.5) * lineHeight, most);
    });
  }
}

/**
 * Returns whether a graphics card draws. Without one, a canvas is drawn in memory, because each frame would have to be read
 * back from the GPU process.
 */
function hasGpu(): boolean {
  return new OffscreenCanvas(1, 1).getContext("webgl", { failIfMajorPerformanceCaveat: true }) !== null;
}
