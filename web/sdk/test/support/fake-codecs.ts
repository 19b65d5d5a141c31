import { vi } from "vitest";

/** A picture or a block of sound, as far as it is looked at. */
export class FakeFrame {
  static open = 0;
  readonly timestamp: number;
  readonly displayWidth: number;
  readonly displayHeight: number;
  #closed = false;

  constructor(source: { displayWidth?: number; displayHeight?: number; width?: number }, init: { timestamp: number }) {
    this.timestamp = init.timestamp;
    this.displayWidth = source.displayWidth ?? source.width ?? 640;
    this.displayHeight = source.displayHeight ?? 360;
    FakeFrame.open++;
  }

  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      FakeFrame.open--;
    }
  }
}

/** What an encoder was given. */
export interface Encoded {
  timestampMs: number;
  keyFrame: boolean;
}

/** Encodes every picture into one byte for a delta and a thousand for a keyframe. */
export class FakeVideoEncoder {
  static last: FakeVideoEncoder | undefined;
  static supported = (codec: string): boolean => codec.startsWith("avc1");
  static bytes = { key: 1000, delta: 100 };
  readonly encoded: Encoded[] = [];
  state = "unconfigured";
  encodeQueueSize = 0;
  config: VideoEncoderConfig | undefined;

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
    this.encoded.push({ timestampMs: frame.timestamp / 1000, keyFrame });
    const byteLength = keyFrame ? FakeVideoEncoder.bytes.key : FakeVideoEncoder.bytes.delta;
    const chunk = { type: keyFrame ? "key" : "delta", timestamp: frame.timestamp, byteLength, copyTo: () => {} };
    const metadata = first ? { decoderConfig: { codec: "avc1", description: Uint8Array.of(1, 2, 3, 4) } } : {};
    this.init.output(chunk as unknown as EncodedVideoChunk, metadata);
  }

  close(): void {
    this.state = "closed";
  }
}

class FakeCanvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  getContext(): object {
    return { fillRect: () => {}, drawImage: () => {} };
  }
}

/** Puts the fakes in the place of WebCodecs, until `vi.unstubAllGlobals`. */
export function stubCodecs(): void {
  FakeFrame.open = 0;
  FakeVideoEncoder.supported = (codec) => codec.startsWith("avc1");
  FakeVideoEncoder.bytes = { key: 1000, delta: 100 };
  vi.stubGlobal("VideoFrame", FakeFrame);
  vi.stubGlobal("VideoEncoder", FakeVideoEncoder);
  vi.stubGlobal("OffscreenCanvas", FakeCanvas);
}

/** A track whose frames a test pushes. */
export class FakeTrack<T = VideoFrame> {
  #controller: ReadableStreamDefaultController<T> | undefined;
  readonly readable = new ReadableStream<T>({
    start: (controller) => {
      this.#controller = controller;
    },
  });

  push(frame: unknown): void {
    this.#controller?.enqueue(frame as T);
  }

  end(): void {
    this.#controller?.close();
  }
}
