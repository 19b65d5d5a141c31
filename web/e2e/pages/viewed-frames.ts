/** Run of frames that look the same to a viewer. */
export interface Viewed {
  /** Width and height in pixels. */
  size: string;
  /** Letters of the colours in the corners, in the order of reading; in bars if there are black ones at two sides. */
  corners: string;
  /** Transfer function of the colours. */
  transfer: string | null;
}

const COLOURS: Record<string, readonly [number, number, number]> = {
  R: [255, 0, 0],
  G: [0, 255, 0],
  B: [0, 0, 255],
  Y: [255, 255, 0],
  W: [255, 255, 255],
  K: [0, 0, 0],
};

/** Decodes the bodies of FLV tags of H.264, and describes the frames without repetitions. */
export function view(bodies: readonly string[]): Promise<Viewed[]> {
  return runsOf(bodies, viewOf);
}

/** Colours of a frame at some points, as `red,green,blue`. */
export interface Colors {
  /** Width and height in pixels. */
  size: string;
  colors: string[];
}

/** Decodes the bodies of FLV tags of H.264, and returns the colours at points, which are shares of width and height. */
export function colorsAt(bodies: readonly string[], points: readonly (readonly [number, number])[]): Promise<Colors[]> {
  return runsOf(bodies, (frame) => {
    const { displayWidth: width, displayHeight: height } = frame;
    const { at } = pixels(frame);
    const colors = points.map(([x, y]) => [...at(x * width, y * height).subarray(0, 3)].join(","));
    return { size: `${width}x${height}`, colors };
  });
}

/** Decodes frames, and describes them without repetitions. */
async function runsOf<T>(bodies: readonly string[], describeFrame: (frame: VideoFrame) => T): Promise<T[]> {
  const described: T[] = [];
  const failed: DOMException[] = [];
  const output = (frame: VideoFrame) => {
    const next = describeFrame(frame);
    if (JSON.stringify(next) !== JSON.stringify(described.at(-1))) {
      described.push(next);
    }
    frame.close();
  };
  const decoder = new VideoDecoder({ output, error: (error) => failed.push(error) });
  let timestamp = 0;
  for (const body of bodies.map((each) => Uint8Array.from(atob(each), (char) => char.charCodeAt(0)))) {
    const data = body.subarray(5);
    if (body[1] === 0) {
      if (decoder.state === "configured") {
        await decoder.flush();
      }
      const codec = `avc1.${[...data.subarray(1, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
      decoder.configure({ codec, description: data });
    } else {
      const type = body[0] === 0x17 ? "key" : "delta";
      decoder.decode(new EncodedVideoChunk({ type, timestamp: timestamp++, data }));
    }
  }
  await decoder.flush();
  decoder.close();
  if (failed[0] !== undefined) {
    throw failed[0];
  }
  return described;
}

function viewOf(frame: VideoFrame): Viewed {
  const { displayWidth: width, displayHeight: height } = frame;
  const colors = pixels(frame);
  const at = (x: number, y: number) => letter(colors.at(x, y));
  const isBlack = (x: number, y: number) => at(x, y) === "K";
  const left = first(width, (x) => !isBlack(x, height / 4));
  const top = first(height, (y) => !isBlack(width / 4, y));
  const [bar, x0, y0] = left > MIN_BAR ? ["|", left, 0] : top > MIN_BAR ? ["=", 0, top] : ["", 0, 0];
  const inset = 4;
  const [x1, y1] = [width - x0 - inset, height - y0 - inset];
  const corners = [at(x0 + inset, y0 + inset), at(x1, y0 + inset), at(x0 + inset, y1), at(x1, y1)];
  return {
    size: `${width}x${height}`,
    corners: bar + corners.join("") + bar,
    transfer: frame.colorSpace.transfer,
  };
}

/** Returns the pixels of a frame as it is shown. */
function pixels(frame: VideoFrame): { at(x: number, y: number): Uint8ClampedArray } {
  const canvas = new OffscreenCanvas(frame.displayWidth, frame.displayHeight);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) {
    throw new Error("no 2D context");
  }
  context.drawImage(frame, 0, 0);
  return { at: (x, y) => context.getImageData(x, y, 1, 1).data };
}

/** Width of the narrowest bar in pixels. */
const MIN_BAR = 8;

/** Returns the first position for which a condition holds, or `end`. */
function first(end: number, condition: (position: number) => boolean): number {
  let position = 0;
  while (position < end && !condition(position)) {
    position++;
  }
  return position;
}

function letter([red = 0, green = 0, blue = 0]: Uint8ClampedArray): string {
  const distance = ([r, g, b]: readonly [number, number, number]) =>
    (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
  const entries = Object.entries(COLOURS);
  return entries.reduce((a, b) => (distance(b[1]) < distance(a[1]) ? b : a))[0];
}
