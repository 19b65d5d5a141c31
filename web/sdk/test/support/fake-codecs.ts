import { vi } from "vitest";
import type { Size } from "../../src/media/avc.ts";
import type { FrameShape, Rect } from "../../src/media/framing.ts";

/** Properties of a frame that a test sets. */
export interface FakeFrameSource {
  displayWidth?: number;
  displayHeight?: number;
  rotation?: number;
  flip?: boolean;
  format?: string;
  colorSpace?: FrameShape["colorSpace"];
  /** Microseconds. */
  duration?: number;
}

const REC_709 = { primaries: "bt709", transfer: "bt709", matrix: "bt709" };

/** Fake VideoFrame with the properties that the SDK reads. */
export class FakeFrame implements FrameShape {
  static open = 0;
  readonly timestamp: number;
  readonly duration: number | null;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly visibleRect: Size;
  readonly rotation: number;
  readonly flip: boolean;
  readonly format: string;
  readonly colorSpace: FrameShape["colorSpace"];
  /** Rectangle in which the canvas of this frame showed the source; undefined if the pixels are the source's. */
  readonly drawn: Rect | undefined;
  #closed = false;

  constructor(source: FakeFrameSource | FakeFrame | FakeCanvas, init: { timestamp: number; duration?: number }) {
    this.timestamp = init.timestamp;
    const {
      displayWidth = 640,
      displayHeight = 360,
      ...shape
    } = source instanceof FakeCanvas ? { displayWidth: source.width, displayHeight: source.height } : source;
    const given: Partial<FakeFrame> = shape;
    this.duration = init.duration ?? given.duration ?? null;
    this.displayWidth = displayWidth;
    this.displayHeight = displayHeight;
    this.rotation = given.rotation ?? 0;
    this.flip = given.flip ?? false;
    const [width, height] = this.rotation % 180 === 0 ? [displayWidth, displayHeight] : [displayHeight, displayWidth];
    this.visibleRect = { width, height };
    this.format = given.format ?? "I420";
    this.colorSpace = given.colorSpace ?? REC_709;
    this.drawn = source instanceof FakeCanvas ? source.drawn : undefined;
    FakeFrame.open++;
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      FakeFrame.open--;
    }
  }
}

/** Stands for the AAC encoder in WebAssembly where an encoder of the browser is used. */
export const noAac = () => Promise.reject(new Error("no WebAssembly"));

/** Frame that was passed to an encoder. */
export interface Encoded {
  timestampMs: number;
  keyFrame: boolean;
  durationMs: number | undefined;
  drawn: Rect | undefined;
}

/** Encodes each delta frame into 1 byte and each keyframe into 1000 bytes. Refuses frames of another orientation. */
export class FakeVideoEncoder {
  static last: FakeVideoEncoder | undefined;
  static supported = (codec: string): boolean => codec.startsWith("avc1");
  static bytes = { key: 1000, delta: 100 };
  /** Frames that an encoder holds before the first comes out. */
  static held = 0;
  /** Whether an encoder never completes a flush. */
  static hangs = false;
  readonly encoded: Encoded[] = [];
  state = "unconfigured";
  encodeQueueSize = 0;
  /** Milliseconds that the encoder takes for a frame, one at a time. */
  takesMs = 0;
  #freeAt = 0;
  config: VideoEncoderConfig | undefined;
  readonly #outputs: Array<() => void> = [];
  #orientation: string | undefined;

  constructor(readonly init: VideoEncoderInit) {
    FakeVideoEncoder.last = this;
  }

  static async isConfigSupported(config: VideoEncoderConfig): Promise<VideoEncoderSupport> {
    return { supported: FakeVideoEncoder.supported(config.codec), config };
  }

  configure(config: VideoEncoderConfig): void {
    this.config = config;
    this.state = "configured";
  }

  encode(frame: FakeFrame, { keyFrame }: { keyFrame: boolean }): void {
    const first = this.encoded.length === 0;
    const orientation = `${frame.rotation} ${frame.flip}`;
    this.#orientation ??= orientation;
    if (orientation !== this.#orientation) {
      throw new DOMException("Encoding frames with different orientations is not allowed.", "DataError");
    }
    const durationMs = frame.duration === null ? undefined : frame.duration / 1000;
    this.encoded.push({ timestampMs: frame.timestamp / 1000, keyFrame, durationMs, drawn: frame.drawn });
    const byteLength = keyFrame ? FakeVideoEncoder.bytes.key : FakeVideoEncoder.bytes.delta;
    const chunk = { type: keyFrame ? "key" : "delta", timestamp: frame.timestamp, byteLength, copyTo: () => {} };
    const metadata = first ? { decoderConfig: { codec: "avc1", description: Uint8Array.of(1, 2, 3, 4) } } : {};
    this.#outputs.push(() => this.init.output(chunk as unknown as EncodedVideoChunk, metadata));
    if (this.takesMs > 0) {
      this.#outputLater();
    } else {
      this.#output(FakeVideoEncoder.held);
    }
  }

  /** Outputs a frame when it and those before it are encoded. */
  #outputLater(): void {
    this.encodeQueueSize++;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + this.takesMs;
    setTimeout(() => {
      this.encodeQueueSize--;
      this.#output(this.encodeQueueSize);
    }, this.#freeAt - performance.now());
  }

  async flush(): Promise<void> {
    if (FakeVideoEncoder.hangs) {
      await new Promise(() => {});
    }
    await Promise.resolve();
    this.#output(0);
  }

  #output(held: number): void {
    while (this.state !== "closed" && this.#outputs.length > held) {
      this.#outputs.shift()?.();
    }
  }

  close(): void {
    this.state = "closed";
  }
}

/** Fake AudioData with the properties that the SDK reads. */
export class FakeAudioData {
  readonly timestamp: number;
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  readonly numberOfFrames: number;
  readonly data: Float32Array;

  constructor(init: {
    timestamp: number;
    sampleRate?: number;
    numberOfChannels?: number;
    numberOfFrames: number;
    data?: Float32Array;
  }) {
    this.timestamp = init.timestamp;
    this.sampleRate = init.sampleRate ?? 48_000;
    this.numberOfChannels = init.numberOfChannels ?? 2;
    this.numberOfFrames = init.numberOfFrames;
    this.data = init.data ?? new Float32Array();
  }

  /** Copies sound, never silence. */
  copyTo(plane: Float32Array): void {
    plane.fill(0.5);
  }

  close(): void {}
}

/** Encodes 1024 audio frames into an access unit of 10 bytes, with a delay of one unit. */
export class FakeAudioEncoder {
  static last: FakeAudioEncoder | undefined;
  /** Frames of sound in the input, as opposed to silence. */
  soundFrames = 0;
  state = "unconfigured";
  encodeQueueSize = 0;
  #frames = 0;
  #units = 0;

  constructor(readonly init: AudioEncoderInit) {
    FakeAudioEncoder.last = this;
  }

  static async isConfigSupported(config: AudioEncoderConfig): Promise<AudioEncoderSupport> {
    return { supported: true, config };
  }

  configure(): void {
    this.state = "configured";
  }

  encode(data: FakeAudioData): void {
    this.#frames += data.numberOfFrames;
    this.soundFrames += data.data.filter((sample) => sample !== 0).length / data.numberOfChannels;
    this.#output();
  }

  async flush(): Promise<void> {
    this.#frames = Math.ceil(this.#frames / 1024) * 1024;
    this.#output();
  }

  #output(): void {
    while ((this.#units + 1) * 1024 <= this.#frames) {
      this.#units++;
      this.init.output({ byteLength: 10, copyTo: () => {} } as unknown as EncodedAudioChunk, {});
    }
  }

  close(): void {
    this.state = "closed";
  }
}

class FakeCanvas {
  drawn: Rect | undefined;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  getContext(): object {
    const drawImage = (_: unknown, x: number, y: number, width: number, height: number) => {
      this.drawn = { x, y, width, height };
    };
    return { fillRect: () => {}, drawImage };
  }
}

/** Replaces WebCodecs by fakes until `vi.unstubAllGlobals`. */
export function stubCodecs(): void {
  FakeFrame.open = 0;
  FakeVideoEncoder.supported = (codec) => codec.startsWith("avc1");
  FakeVideoEncoder.bytes = { key: 1000, delta: 100 };
  FakeVideoEncoder.held = 0;
  FakeVideoEncoder.hangs = false;
  vi.stubGlobal("VideoFrame", FakeFrame);
  vi.stubGlobal("VideoEncoder", FakeVideoEncoder);
  vi.stubGlobal("OffscreenCanvas", FakeCanvas);
  vi.stubGlobal("AudioData", FakeAudioData);
  vi.stubGlobal("AudioEncoder", FakeAudioEncoder);
}

/** Live track with a video frame every 40 ms, or audio every 10 ms, while it is read. */
export function stubTracks(): { video: MediaStreamTrack; audio: MediaStreamTrack } {
  const processor = class {
    readonly readable: ReadableStream<unknown>;

    constructor({ track: { kind } }: { track: MediaStreamTrack }) {
      let timer: ReturnType<typeof setInterval> | undefined;
      const start = (controller: ReadableStreamDefaultController<unknown>) => {
        const every = kind === "video" ? 40 : 10;
        timer = setInterval(() => {
          const timestamp = performance.now() * 1000;
          const picture = () => new FakeFrame({ displayWidth: 640, displayHeight: 360 }, { timestamp });
          controller.enqueue(kind === "video" ? picture() : new FakeAudioData({ timestamp, numberOfFrames: 480 }));
        }, every);
      };
      this.readable = new ReadableStream({ start, cancel: () => clearInterval(timer) });
    }
  };
  vi.stubGlobal("MediaStreamTrackProcessor", processor);
  const track = (kind: string) => ({ kind, readyState: "live" }) as MediaStreamTrack;
  return { video: track("video"), audio: track("audio") };
}

/** Track whose frames a test pushes. */
export class FakeTrack<T = VideoFrame> {
  #controller: ReadableStreamDefaultController<T> | undefined;
  isCancelled = false;
  readonly readable = new ReadableStream<T>({
    start: (controller) => {
      this.#controller = controller;
    },
    cancel: () => {
      this.isCancelled = true;
    },
  });

  push(frame: unknown): void {
    this.#controller?.enqueue(frame as T);
  }

  end(): void {
    this.#controller?.close();
  }
}
