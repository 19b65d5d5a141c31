/** Way in which a camera delivers its frames. */
export interface Shot {
  /** Size of the visible pixels, before the rotation. */
  width: number;
  height: number;
  rotation?: 0 | 90 | 180 | 270;
  flip?: boolean;
  /** Whether the pixels have a margin that is not visible. */
  cropped?: boolean;
  /** Whether the pixels have 10 bits per sample and high dynamic range. */
  hdr?: boolean;
}

const EVERY_MS = 33;
const MARGIN = 16;
/** Red, green, blue and yellow quarters, from the left to the right and from the top to the bottom. */
const QUARTERS = ["#f00", "#0f0", "#00f", "#ff0"];
/** Y, Cb and Cr of the quarters with 10 bits, in BT.2020. */
const QUARTERS_HDR = [
  [294, 387, 960],
  [658, 193, 151],
  [116, 960, 476],
  [888, 64, 548],
];

/** Camera with the frames that a test asks for. */
export class ForcedCamera {
  readonly track: MediaStreamTrack;
  readonly #writer: WritableStreamDefaultWriter<VideoFrame>;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(public shot: Shot) {
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    this.track = generator;
    this.#writer = generator.writable.getWriter();
    this.#timer = setInterval(() => this.#shoot(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.track.stop();
  }

  #shoot(): void {
    const timestamp = Math.round(performance.now() * 1000);
    const frame = this.shot.hdr ? hdrFrame(this.shot, timestamp) : sdrFrame(this.shot, timestamp);
    this.#writer.write(frame).catch(() => frame.close());
  }
}

function sdrFrame({ width, height, rotation = 0, flip = false, cropped = false }: Shot, timestamp: number): VideoFrame {
  const margin = cropped ? MARGIN : 0;
  const canvas = new OffscreenCanvas(width + 2 * margin, height + 2 * margin);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  QUARTERS.forEach((colour, i) => {
    context.fillStyle = colour;
    context.fillRect(margin + ((i % 2) * width) / 2, margin + ((i >> 1) * height) / 2, width / 2, height / 2);
  });
  const init = { timestamp, rotation, flip, visibleRect: { x: margin, y: margin, width, height } };
  return new VideoFrame(canvas, init);
}

function hdrFrame({ width, height }: Shot, timestamp: number): VideoFrame {
  const [columns, rows] = [width / 2, height / 2];
  const pixels = new Uint16Array(width * height + 2 * columns * rows);
  const fill = (start: number, columns: number, rows: number, component: number) => {
    for (let i = 0; i < columns * rows; i++) {
      const quarter = (i % columns < columns / 2 ? 0 : 1) + (i < (columns * rows) / 2 ? 0 : 2);
      pixels[start + i] = QUARTERS_HDR[quarter]?.[component] ?? 0;
    }
  };
  fill(0, width, height, 0);
  fill(width * height, columns, rows, 1);
  fill(width * height + columns * rows, columns, rows, 2);
  const format = "I420P10" as VideoPixelFormat;
  const colorSpace = { primaries: "bt2020", transfer: "pq", matrix: "bt2020-ncl", fullRange: false };
  const init = { format, codedWidth: width, codedHeight: height, timestamp, colorSpace } as VideoFrameBufferInit;
  return new VideoFrame(pixels, init);
}
