import type { FlowControl } from "../adapt/flow-control.ts";
import { FrameBudget } from "../adapt/frame-budget.ts";
import { FrameRateLimiter } from "../adapt/frame-rate-limiter.ts";
import { KeyframeRequest } from "../adapt/keyframe-request.ts";
import { avcCodecs, fit, type Size } from "../media/avc.ts";
import type { Formats } from "../media/metadata.ts";
import { deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { avcConfig, avcFrame, type MediaFrame } from "../wire/frames.ts";
import { Letterbox } from "./letterbox.ts";
import type { VideoOptions } from "./messages.ts";
import { type Clock, withTimeout } from "./timing.ts";
import { TrackReader } from "./track-reader.ts";

/** Pictures that may wait in the encoder before further ones are left out. */
const MAX_QUEUE = 4;

/** After this long without a picture, in milliseconds, the last one is shown again: a still screen has none. */
const REPEAT_MS = 500;

/** What a feed tells its stream. */
export interface VideoTrackListener {
  frame(frame: MediaFrame): void;
  /** Knows whether the next picture may be encoded, and how. */
  flow(): FlowControl;
  ended(): void;
  failed(error: MultiConnectionError): void;
}

/** Pictures of a track, as H.264 in FLV tags. */
export class VideoTrackEncoder {
  #reader: TrackReader<VideoFrame>;
  #firstSize = deferred<Size>();
  #config: VideoEncoderConfig | undefined;
  #encoder: VideoEncoder | undefined;
  #letterbox: Letterbox | undefined;
  #last: VideoFrame | undefined;
  #epochMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #keyframeMs = Number.NEGATIVE_INFINITY;
  /** Whether a keyframe is in the encoder: one that was asked for must not be asked for again. */
  #isKeyframePending = false;
  #skipped = 0;
  #description = new Uint8Array();
  readonly #keyframeRequest = new KeyframeRequest();
  readonly #frameRateLimiter = new FrameRateLimiter();
  readonly #budget = new FrameBudget();

  constructor(
    readable: ReadableStream<VideoFrame>,
    readonly options: VideoOptions,
    readonly listener: VideoTrackListener,
    readonly clock: Clock,
  ) {
    this.#reader = this.#read(readable);
  }

  /** Pictures left out before they were encoded. */
  get skipped(): number {
    return this.#skipped;
  }

  /**
   * Waits for the first pictures and picks how to encode them.
   *
   * @throws MultiConnectionError `no-media` if none comes in time, `unsupported` if there is no such encoder
   */
  async prepare(timeoutMs: number): Promise<NonNullable<Formats["video"]>> {
    const noMedia = () => new MultiConnectionError("no-media", `the video track gave no picture in ${timeoutMs} ms`);
    const source = await withTimeout(timeoutMs, this.#firstSize.promise, noMedia);
    const size = fit(source, { width: this.options.maxWidth, height: this.options.maxHeight });
    const config = await supportedConfig(size, this.options);
    await withTimeout(timeoutMs, this.#reader.calibrated, noMedia);
    this.#config = config;
    const { frameRate } = this.options;
    return { ...size, codec: config.codec, frameRate, bitrate: config.bitrate ?? 0 };
  }

  /** Encodes from now on. `epochMs` is the stream's time 0 on the worker's clock. */
  start(epochMs: number): void {
    if (this.#config === undefined) {
      throw new Error("start before prepare");
    }
    this.#epochMs = epochMs;
    this.#letterbox = new Letterbox(this.#config);
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#onEncoded(chunk, metadata),
      error: (error) => this.#fail(error),
    });
    this.#encoder.configure(this.#config);
  }

  /** Goes on with another track, in the same size. */
  attach(readable: ReadableStream<VideoFrame>): void {
    this.#reader.cancel();
    this.#reader = this.#read(readable);
  }

  /** Makes a picture a keyframe soon. */
  requestKeyframe(): void {
    this.#keyframeRequest.request();
  }

  /** Goes on with another bitrate, in bit/s, and frame rate. Encoders that can do so go on without a keyframe. */
  reconfigure({ bitrate, frameRate }: { bitrate: number; frameRate?: number }): void {
    if (this.#config !== undefined) {
      this.#config = { ...this.#config, bitrate, ...(frameRate !== undefined && { framerate: frameRate }) };
      if (this.#encoder?.state === "configured") {
        this.#encoder.configure(this.#config);
      }
    }
  }

  /** To be called a few times a second: shows the last picture again if no new one came. */
  tick(): void {
    const now = this.clock();
    if (this.#last !== undefined && now - this.#epochMs - this.#lastMs > REPEAT_MS) {
      this.#encode(this.#last, now - this.#epochMs);
    }
  }

  stop(): void {
    this.#reader.cancel();
    this.#last?.close();
    this.#last = undefined;
    if (this.#encoder !== undefined && this.#encoder.state !== "closed") {
      this.#encoder.close();
    }
    this.#encoder = undefined;
  }

  #read(readable: ReadableStream<VideoFrame>): TrackReader<VideoFrame> {
    const sink = {
      early: (frame: VideoFrame) => this.#probe(frame),
      frame: (frame: VideoFrame, timeMs: number) => this.#onFrame(frame, timeMs),
      ended: () => this.listener.ended(),
      failed: (error: unknown) => this.#fail(error),
    };
    return new TrackReader(readable, sink, this.clock);
  }

  #fail(error: unknown): void {
    this.listener.failed(new MultiConnectionError("encoder", `video: ${(error as Error).message}`));
  }

  #probe(frame: VideoFrame): void {
    this.#firstSize.resolve({ width: frame.displayWidth, height: frame.displayHeight });
    frame.close();
  }

  #onFrame(frame: VideoFrame, timeMs: number): void {
    if (this.#encoder === undefined) {
      this.#probe(frame);
      return;
    }
    this.#encode(frame, timeMs - this.#epochMs);
    this.#last?.close();
    this.#last = frame;
  }

  #encode(frame: VideoFrame, timeMs: number): void {
    const [encoder, letterbox] = [this.#encoder, this.#letterbox];
    const early = timeMs < 0 || timeMs <= this.#lastMs;
    if (encoder?.state !== "configured" || letterbox === undefined || early || !this.#isDue(timeMs)) {
      this.#skipped++;
      return;
    }
    this.#lastMs = timeMs;
    const { demand, isCongested } = this.listener.flow();
    if (demand === "none" || encoder.encodeQueueSize >= MAX_QUEUE) {
      this.#skipped++;
      return;
    }
    const keyFrame =
      timeMs - this.#keyframeMs >= this.options.keyframeInterval - 500 / this.options.frameRate ||
      this.#keyframeRequest.isDue(timeMs, this.#keyframeMs, isCongested) ||
      (demand === "keyframe" && !this.#isKeyframePending);
    const scaled = letterbox.apply(frame, Math.round(timeMs * 1000));
    if (keyFrame) {
      this.#keyframeMs = timeMs;
      this.#isKeyframePending = true;
      this.#keyframeRequest.clear();
    }
    encoder.encode(scaled, { keyFrame });
    scaled.close();
  }

  /** Whether it is time for a picture: not above the frame rate, nor above what an encoder that disobeys leaves of it. */
  #isDue(timeMs: number): boolean {
    const { target } = this.listener.flow();
    const rate = target ? this.#budget.frameRate(timeMs, target.bitrate, target.frameRate) : this.options.frameRate;
    return this.#frameRateLimiter.admit(timeMs, rate);
  }

  #onEncoded(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    const timestamp = chunk.timestamp / 1000;
    const keyframe = chunk.type === "key";
    this.#budget.spend(chunk.byteLength, keyframe);
    this.#isKeyframePending &&= !keyframe;
    const description = metadata?.decoderConfig?.description;
    if (description !== undefined) {
      this.#emitConfig(bytesOf(description), timestamp);
    }
    this.listener.frame(avcFrame(chunk, timestamp, keyframe));
  }

  /** An encoder that was configured anew describes itself again; servers should see only what is new. */
  #emitConfig(description: Uint8Array, timestamp: number): void {
    const before = this.#description;
    if (description.length !== before.length || description.some((byte, i) => byte !== before[i])) {
      this.#description = description.slice();
      this.listener.frame(avcConfig(description, timestamp));
    }
  }
}

/** Bits a pixel of a picture, for a bitrate that looks well at the common sizes: 2.5 Mbit/s for 720p30. */
const BITS_PER_PIXEL = 0.09;

async function supportedConfig(size: Size, options: VideoOptions): Promise<VideoEncoderConfig> {
  const { frameRate } = options;
  const bitrate = options.bitrate ?? Math.round(size.width * size.height * frameRate * BITS_PER_PIXEL);
  for (const bitrateMode of ["constant", "variable"] as const) {
    for (const codec of avcCodecs(size, frameRate, bitrate)) {
      const config: VideoEncoderConfig = {
        ...size,
        codec,
        bitrate,
        bitrateMode,
        framerate: frameRate,
        latencyMode: "realtime",
        avc: { format: "avc" },
      };
      const { supported } = await VideoEncoder.isConfigSupported(config);
      if (supported) {
        return config;
      }
    }
  }
  const wanted = `${size.width}x${size.height} at ${frameRate} fps and ${bitrate} bit/s`;
  throw new MultiConnectionError("unsupported", `this browser has no H.264 encoder for ${wanted}`);
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
