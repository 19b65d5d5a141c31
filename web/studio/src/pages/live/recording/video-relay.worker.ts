/** Relays the frames of changing tracks to one track of a fixed size. In a worker, so that a busy page does not delay them. */
import { placeIn, type Size, sizeWithin } from "./frame-fit.ts";

/** Message to the relay: the output, then each new input, at last the end. */
export type RelayMessage =
  | { writable: WritableStream<VideoFrame>; max: Size }
  | { readable: ReadableStream<VideoFrame> }
  | "close";

/** Interval after which the last frame is repeated, in milliseconds. A still screen delivers none, but a muxer waits for them. */
const REPEAT_MS = 500;

let writer: WritableStreamDefaultWriter<VideoFrame> | undefined;
let reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
let context: OffscreenCanvasRenderingContext2D | undefined;
let max: Size = { width: 0, height: 0 };
let sentAt = 0;

setInterval(() => {
  if (performance.now() - sentAt >= REPEAT_MS) {
    void send();
  }
}, REPEAT_MS / 2);

addEventListener("message", ({ data }: MessageEvent<RelayMessage>) => {
  if (data === "close") {
    void close();
  } else if ("writable" in data) {
    writer = data.writable.getWriter();
    max = data.max;
  } else {
    void relay(data.readable);
  }
});

async function relay(readable: ReadableStream<VideoFrame>): Promise<void> {
  const mine = readable.getReader();
  void reader?.cancel();
  reader = mine;
  for (;;) {
    const { value: frame, done } = await mine.read();
    if (done) {
      return;
    }
    draw(frame);
    frame.close();
    await send();
  }
}

/**
 * Draws a frame, with bars where its aspect ratio differs. All frames are drawn, as a recorder takes the colour space of the
 * first one for all: the frames of a camera and those of a canvas differ in it.
 */
function draw(frame: VideoFrame): void {
  const shown = { width: frame.displayWidth, height: frame.displayHeight };
  context ??= contextOf(sizeWithin(shown, max));
  const { x, y, width, height } = placeIn(shown, context.canvas);
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  // Applies the orientation, the visible rectangle and the colour space of the frame.
  context.drawImage(frame, x, y, width, height);
}

/** Sends what was drawn last, with the current time: timestamps of different sources have different origins. */
async function send(): Promise<void> {
  if (context !== undefined) {
    sentAt = performance.now();
    const timestamp = Math.round(sentAt * 1000);
    const frame = new VideoFrame(context.canvas, { timestamp, alpha: "discard" });
    // Rejected if the track was stopped.
    await writer?.write(frame).catch(() => frame.close());
  }
}

function contextOf({ width, height }: Size): OffscreenCanvasRenderingContext2D {
  const created = new OffscreenCanvas(width, height).getContext("2d", { alpha: false, desynchronized: true });
  if (created === null) {
    throw new Error("OffscreenCanvas has no 2D context, expected one");
  }
  return created;
}

async function close(): Promise<void> {
  await reader?.cancel();
  await writer?.close().catch(() => {});
  self.close();
}
