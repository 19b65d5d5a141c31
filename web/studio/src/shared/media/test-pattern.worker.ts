/**
 * Test pattern: bars, a sweep, the time, and a flash at each full second together with the beep of the test tone, which
 * shows whether video and audio are in sync. Drawn in a worker, because browsers throttle the timers of hidden pages.
 */

/** Message that starts the pattern. */
export interface StartMessage {
  writable: WritableStream<VideoFrame>;
  width: number;
  height: number;
  frameRate: number;
}

const BARS = ["#e8e8e6", "#d9c84a", "#4fc3c8", "#4cb963", "#b65fb8", "#d7513f", "#3b5bd6"];
const FLASH_MS = 80;

addEventListener("message", ({ data }: MessageEvent<StartMessage>) => {
  const { width, height, frameRate } = data;
  const writer = data.writable.getWriter();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) {
    throw new Error("OffscreenCanvas has no 2D context, expected one");
  }
  let busy = false;
  const timer = setInterval(async () => {
    if (busy) {
      return;
    }
    busy = true;
    draw(context, width, height, performance.timeOrigin + performance.now());
    try {
      await writer.ready;
      await writer.write(new VideoFrame(canvas, { timestamp: Math.round(performance.now() * 1000) }));
    } catch {
      // The track was stopped.
      clearInterval(timer);
    }
    busy = false;
  }, 1000 / frameRate);
});

function draw(context: OffscreenCanvasRenderingContext2D, width: number, height: number, nowMs: number): void {
  const unit = height / 18;
  const second = nowMs % 1000;
  BARS.forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect((i * width) / BARS.length, 0, width / BARS.length + 1, unit * 11);
  });
  context.fillStyle = "#12141a";
  context.fillRect(0, unit * 11, width, unit * 7);
  for (let i = 0; i < 24; i++) {
    const grey = Math.round((i * 255) / 23);
    context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
    context.fillRect((i * width) / 24, unit * 11, width / 24 + 1, unit);
  }
  sweep(context, width - unit * 3.6, unit * 15, unit * 2, second / 1000);
  context.textBaseline = "middle";
  context.fillStyle = "#f4f4f2";
  context.font = `600 ${unit * 2.6}px ui-monospace, Menlo, Consolas, monospace`;
  context.fillText(time(nowMs), unit * 1.6, unit * 14.3);
  context.fillStyle = "#9aa0ad";
  context.font = `500 ${unit * 0.95}px system-ui, sans-serif`;
  context.fillText("Test pattern · flash and beep every second", unit * 1.6, unit * 16.5);
  if (second < FLASH_MS) {
    context.fillStyle = "#ffffff";
    context.fillRect(width / 2 - unit * 4, unit * 3.5, unit * 8, unit * 4);
  }
}

function sweep(context: OffscreenCanvasRenderingContext2D, x: number, y: number, radius: number, turn: number): void {
  context.fillStyle = "#262a35";
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = "#ff5a3c";
  context.beginPath();
  context.moveTo(x, y);
  context.arc(x, y, radius, -Math.PI / 2, -Math.PI / 2 + turn * 2 * Math.PI);
  context.fill();
}

function time(nowMs: number): string {
  const date = new Date(nowMs);
  const parts = [date.getHours(), date.getMinutes(), date.getSeconds()].map((n) => String(n).padStart(2, "0"));
  return `${parts.join(":")}.${String(Math.floor(date.getMilliseconds() / 100))}`;
}
