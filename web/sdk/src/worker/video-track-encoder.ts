import type { FlowControl } from "../adapt/flow-control.ts";
import { FrameBudget } from "../adapt/frame-budget.ts";
import { FrameRateLimiter } from "../adapt/frame-rate-limiter.ts";
import { KeyframeRequest } from "../adapt/keyframe-request.ts";
import { areFramesMissing } from "../adapt/machine-load.ts";
import { fit, type Size } from "../media/avc.ts";
import { validAvcConfig } from "../media/avc-config.ts";
import { noAvc, supportedAvc } from "../media/avc-encoder.ts";
import { keepsOrder } from "../media/frame-order.ts";
import type { Formats } from "../media/metadata.ts";
import { deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { avcConfig, avcFrame, type MediaFrame } from "../wire/frames.ts";
import { EncoderMeter } from "./encoder-meter.ts";
import { Letterbox } from "./letterbox.ts";
import type { VideoOptions } from "./messages.ts";
import { type Clock, withTimeout } from "./timing.ts";
import { TrackReader, trackFailure } from "./track-reader.ts";

/** Most frames in the encoder's queue; further frames are skipped. */
const MAX_QUEUE = 4;

/**
 * Time without a new frame after which the last one is encoded again, in milliseconds. A static screen delivers no
 * frames.
 */
const REPEAT_MS = 500;

/** Receives the frames and events of a video track. */
export interface VideoTrackListener {
  frame(frame: MediaFrame): void;
  /** Returns the flow control, which decides whether and how to encode the next frame. */
  flow(): FlowControl;
  ended(): void;
  failed(error: MultiConnectionError): void;
}

/** Encodes a video track as H.264 in FLV tags. */
export class VideoTrackEncoder {
  #reader: TrackReader<VideoFrame>;
  /** Reader of the track that replaces the current one as soon as its clock is calibrated. */
  #nextReader: TrackReader<VideoFrame> | undefined;
  #firstSize = deferred<Size>();
  #config: VideoEncoderConfig | undefined;
  #encoder: VideoEncoder | undefined;
  #letterbox: Letterbox | undefined;
  #last: VideoFrame | undefined;
  #epochMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #keyframeMs = Number.NEGATIVE_INFINITY;
  /** Whether a keyframe is in the encoder, so that another one need not be requested. */
  #isKeyframePending = false;
  #skipped = 0;
  #skippedByEncoder = 0;
  #description = new Uint8Array();
  readonly #keyframeRequest = new KeyframeRequest();
  readonly #frameRateLimiter = new FrameRateLimiter();
  readonly #budget = new FrameBudget();
  readonly #meter = new EncoderMeter();

  constructor(
    readable: ReadableStream<VideoFrame>,
    readonly options: VideoOptions,
    readonly listener: VideoTrackListener,
    readonly clock: Clock,
  ) {
    this.#reader = this.#read(readable);
  }

  /** Frames that were skipped before encoding. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Frames that were skipped because the encoder had no room for them. */
  get skippedByEncoder(): number {
    return this.#skippedByEncoder;
  }

  /** Encoded frames per second. */
  get frameRate(): number {
    return this.#meter.frameRate(this.clock());
  }

  /** Whether fewer frames are encoded than wanted. */
  get areFramesMissing(): boolean {
    return areFramesMissing(this.frameRate, this.listener.flow().target?.frameRate ?? this.options.frameRate);
  }

  /** Milliseconds from a frame's entry into the encoder's queue until it is encoded. */
  get encodeMs(): number {
    return this.#meter.encodeMs(this.clock());
  }

  /**
   * Waits for the first frame and selects an encoder configuration.
   *
   * @throws MultiConnectionError `no-media` if no frame arrives in time, `unsupported` if no encoder supports the
   *     resolution
   */
  async prepare(timeoutMs: number): Promise<NonNullable<Formats["video"]>> {
    const noMedia = () =>
      new MultiConnectionError("no-media", `the video track delivered no frame within ${timeoutMs} ms`);
    const source = await withTimeout(timeoutMs, this.#firstSize.promise, noMedia);
    const size = fit(source, { width: this.options.maxWidth, height: this.options.maxHeight });
    const config = await supportedAvc(VideoEncoder, size, this.options, keepsOrder);
    if (config === undefined) {
      throw new MultiConnectionError("unsupported", noAvc(size, this.options));
    }
    await withTimeout(timeoutMs, this.#reader.calibrated, noMedia);
    this.#config = config;
    const { frameRate } = this.options;
    return { ...size, codec: config.codec, frameRate, bitrate: config.bitrate ?? 0 };
  }

  /**
   * Starts encoding.
   *
   * @param epochMs time of the worker's clock that is 0 in the stream
   */
  start(epochMs: number): void {
    if (this.#config === undefined) {
      throw new Error("start called before prepare");
    }
    this.#epochMs = epochMs;
    this.#letterbox = new Letterbox(this.#config);
    this.#encoder = new VideoEncoder({
      output: (chunk, metadata) => this.#onEncoded(chunk, metadata),
      error: (error) => this.#fail(error),
    });
    this.#encoder.configure(this.#config);
  }

  /** Replaces the track, as soon as the clock of the new one is calibrated. The resolution of the stream stays. */
  attach(readable: ReadableStream<VideoFrame>): void {
    this.#nextReader?.cancel();
    const next = this.#read(readable);
    this.#nextReader = next;
    void next.calibrated.then(() => {
      if (this.#nextReader === next) {
        this.#reader.cancel();
        this.#reader = next;
        this.#nextReader = undefined;
      }
    });
  }

  /** Requests a keyframe soon. */
  requestKeyframe(): void {
    this.#keyframeRequest.request();
  }

  /** Changes the bitrate (bit/s) and the frame rate. Most encoders apply this without a keyframe. */
  reconfigure({ bitrate, frameRate }: { bitrate: number; frameRate?: number }): void {
    if (this.#config !== undefined) {
      this.#config = { ...this.#config, bitrate, ...(frameRate !== undefined && { framerate: frameRate }) };
      if (this.#encoder?.state === "configured") {
        this.#encoder.configure(this.#config);
      }
    }
  }

  /** Encodes the last frame again if no new one has arrived; to be called a few times a second. */
  tick(): void {
    const now = this.clock();
    if (this.#last !== undefined && now - this.#epochMs - this.#lastMs > REPEAT_MS) {
      this.#encode(this.#last, now - this.#epochMs);
    }
  }

  /** Reads no more frames. Settled when all that were read are encoded. */
  async finish(): Promise<void> {
    this.#cancel();
    if (this.#encoder?.state === "configured") {
      await this.#encoder.flush();
    }
  }

  stop(): void {
    this.#cancel();
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
      ended: () => {
        if (reader === (this.#nextReader ?? this.#reader)) {
          this.listener.ended();
        }
      },
      failed: (error: unknown) => this.#fail(error),
    };
    const reader = new TrackReader(readable, sink, this.clock);
    return reader;
  }

  #cancel(): void {
    this.#reader.cancel();
    this.#nextReader?.cancel();
    this.#nextReader = undefined;
  }

  #fail(error: unknown): void {
    this.listener.failed(trackFailure("video", error));
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
    this.#last?.close();
    this.#last = frame;
    this.#encode(frame, timeMs - this.#epochMs);
  }

  #encode(frame: VideoFrame, timeMs: number): void {
    const [encoder, letterbox] = [this.#encoder, this.#letterbox];
    const early = timeMs < 0 || timeMs <= this.#lastMs;
    if (encoder?.state !== "configured" || letterbox === undefined || early || !this.#isDue(timeMs)) {
      this.#skipped++;
      return;
    }
    this.#lastMs = timeMs;
    const flow = this.listener.flow();
    const isFull = encoder.encodeQueueSize >= MAX_QUEUE;
    flow.offered(isFull);
    const { demand, isCongested } = flow;
    if (demand === "none" || isFull) {
      this.#skipped++;
      this.#skippedByEncoder += demand === "none" ? 0 : 1;
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
    try {
      this.#meter.started(scaled.timestamp, this.clock());
      encoder.encode(scaled, { keyFrame });
    } finally {
      scaled.close();
    }
  }

  /** Whether a frame is due at the frame rate, which is reduced if the encoder exceeds its bitrate. */
  #isDue(timeMs: number): boolean {
    const { target } = this.listener.flow();
    const rate = target ? this.#budget.frameRate(timeMs, target.bitrate, target.frameRate) : this.options.frameRate;
    return this.#frameRateLimiter.admit(timeMs, rate);
  }

  #onEncoded(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    const timestamp = chunk.timestamp / 1000;
    const keyframe = chunk.type === "key";
    this.#meter.completed(chunk.timestamp, this.clock());
    this.#budget.spend(chunk.byteLength, keyframe);
    this.#isKeyframePending &&= !keyframe;
    const description = metadata?.decoderConfig?.description;
    if (description !== undefined) {
      this.#emitConfig(validAvcConfig(bytesOf(description)), timestamp);
    }
    this.listener.frame(avcFrame(chunk, timestamp, keyframe));
  }

  /** Emits a codec configuration if it has changed. A reconfigured encoder repeats an equal one. */
  #emitConfig(description: Uint8Array, timestamp: number): void {
    const before = this.#description;
    if (description.length !== before.length || description.some((byte, i) => byte !== before[i])) {
      this.#description = description.slice();
      this.listener.frame(avcConfig(description, timestamp));
    }
  }
}

function bytesOf(source: AllowSharedBufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
