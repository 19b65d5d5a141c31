import { deferred } from "../deferred.ts";
import { MultiConnectionError } from "../errors.ts";
import { avcCodecs, fit, type Size } from "../media/avc.ts";
import type { Formats } from "../media/metadata.ts";
import { avcConfig, avcFrame, type MediaFrame } from "../wire/frames.ts";
import { type Clock, within } from "./clock.ts";
import { Letterbox } from "./letterbox.ts";
import type { VideoOptions } from "./messages.ts";
import { TrackReader } from "./track-reader.ts";

/** Pictures that may wait in the encoder before further ones are left out. */
const MAX_QUEUE = 4;

/** After this long without a picture, in milliseconds, the last one is shown again: a still screen has none. */
const REPEAT_MS = 500;

/** What a feed tells its stream. */
export interface VideoEvents {
  frame(frame: MediaFrame): void;
  /** Whether the next picture may be encoded, and how. */
  want(): "frame" | "keyframe" | "none";
  ended(): void;
  failed(error: MultiConnectionError): void;
}

/** Pictures of a track, as H.264 in FLV tags. */
export class VideoFeed {
  #reader: TrackReader<VideoFrame>;
  #firstSize = deferred<Size>();
  #config: VideoEncoderConfig | undefined;
  #encoder: VideoEncoder | undefined;
  #letterbox: Letterbox | undefined;
  #last: VideoFrame | undefined;
  #epochMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  #keyframeMs = Number.NEGATIVE_INFINITY;
  #keyframeWanted = false;
  #skipped = 0;

  constructor(
    readable: ReadableStream<VideoFrame>,
    readonly options: VideoOptions,
    readonly events: VideoEvents,
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
    const none = () => new MultiConnectionError("no-media", `the video track gave no picture in ${timeoutMs} ms`);
    const source = await within(timeoutMs, this.#firstSize.promise, none);
    const size = fit(source, { width: this.options.maxWidth, height: this.options.maxHeight });
    const config = await supportedConfig(size, this.options);
    await within(timeoutMs, this.#reader.calibrated, none);
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
      output: (chunk, metadata) => this.#encoded(chunk, metadata),
      error: (error) => this.#failed(error),
    });
    this.#encoder.configure(this.#config);
  }

  /** Goes on with another track, in the same size. */
  attach(readable: ReadableStream<VideoFrame>): void {
    this.#reader.cancel();
    this.#reader = this.#read(readable);
  }

  /** Makes the next picture a keyframe. */
  requestKeyframe(): void {
    this.#keyframeWanted = true;
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
      early: (frame: VideoFrame) => this.#look(frame),
      frame: (frame: VideoFrame, timeMs: number) => this.#take(frame, timeMs),
      ended: () => this.events.ended(),
      failed: (error: unknown) => this.#failed(error),
    };
    return new TrackReader(readable, sink, this.clock);
  }

  #failed(error: unknown): void {
    this.events.failed(new MultiConnectionError("encoder", `video: ${(error as Error).message}`));
  }

  #look(frame: VideoFrame): void {
    this.#firstSize.resolve({ width: frame.displayWidth, height: frame.displayHeight });
    frame.close();
  }

  #take(frame: VideoFrame, timeMs: number): void {
    if (this.#encoder === undefined) {
      this.#look(frame);
      return;
    }
    this.#encode(frame, timeMs - this.#epochMs);
    this.#last?.close();
    this.#last = frame;
  }

  #encode(frame: VideoFrame, timeMs: number): void {
    const encoder = this.#encoder;
    const want = this.events.want();
    // Not before the last one, nor so close to it that the frame rate would be exceeded by a half.
    const tooSoon = timeMs < Math.max(0, this.#lastMs + 667 / this.options.frameRate);
    if (encoder?.state !== "configured" || this.#letterbox === undefined || tooSoon) {
      this.#skipped++;
      return;
    }
    if (want === "none" || encoder.encodeQueueSize >= MAX_QUEUE) {
      this.#lastMs = timeMs;
      this.#skipped++;
      return;
    }
    const due = timeMs - this.#keyframeMs >= this.options.keyframeInterval - 500 / this.options.frameRate;
    const keyFrame = due || this.#keyframeWanted || want === "keyframe";
    const picture = this.#letterbox.apply(frame, Math.round(timeMs * 1000));
    encoder.encode(picture, { keyFrame });
    picture.close();
    this.#lastMs = timeMs;
    if (keyFrame) {
      this.#keyframeMs = timeMs;
      this.#keyframeWanted = false;
    }
  }

  #encoded(chunk: EncodedVideoChunk, metadata: EncodedVideoChunkMetadata | undefined): void {
    const timestamp = chunk.timestamp / 1000;
    const description = metadata?.decoderConfig?.description;
    if (description !== undefined) {
      this.events.frame(avcConfig(bytesOf(description), timestamp));
    }
    this.events.frame(avcFrame(chunk, timestamp, chunk.type === "key"));
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
