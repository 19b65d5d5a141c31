import { AAC_FRAMES, AAC_PRIMING, type AacConfig, type AacEncoder, audioSpecificConfig } from "../media/aac.ts";
import { hasNativeAac, NativeAac } from "../media/aac-native.ts";
import { WasmAac } from "../media/aac-wasm.ts";
import { GapFiller } from "../media/gap-filler.ts";
import type { Formats } from "../media/metadata.ts";
import { type AudioBlock, PcmNormalizer, targetRate } from "../media/pcm.ts";
import { deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { aacConfig, aacFrame, type Copyable, type MediaFrame } from "../wire/frames.ts";
import type { AudioOptions } from "./messages.ts";
import { type Clock, withTimeout } from "./timing.ts";
import { TrackReader, trackFailure } from "./track-reader.ts";

/** Time without audio after which silence is encoded, in milliseconds. */
const SILENT_MS = 600;

/** Receives the frames and events of an audio track. */
export interface AudioTrackListener {
  frame(frame: MediaFrame): void;
  ended(): void;
  failed(error: MultiConnectionError): void;
}

/** Encodes an audio track as AAC in FLV tags. */
export class AudioTrackEncoder {
  #reader: TrackReader<AudioBlock>;
  #first = deferred<{ sampleRate: number; channels: 1 | 2 }>();
  #encoder: AacEncoder | undefined;
  #pcm: PcmNormalizer | undefined;
  #filler: GapFiller | undefined;
  #epochMs: number | undefined;
  #units = 0;
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #tickMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(
    readable: ReadableStream<AudioBlock>,
    readonly options: AudioOptions,
    readonly listener: AudioTrackListener,
    readonly clock: Clock,
    /** Loads the WebAssembly of the AAC encoder, for browsers without one. */
    readonly loadAac: () => Promise<BufferSource>,
  ) {
    this.#reader = this.#read(readable);
  }

  /**
   * Waits for the first audio and creates an encoder.
   *
   * @throws MultiConnectionError `no-media` if no audio arrives in time, `encoder` if the encoder does not start
   */
  async prepare(timeoutMs: number): Promise<NonNullable<Formats["audio"]>> {
    const noMedia = () =>
      new MultiConnectionError("no-media", `the audio track delivered no audio within ${timeoutMs} ms`);
    const config: AacConfig = {
      ...(await withTimeout(timeoutMs, this.#first.promise, noMedia)),
      bitrate: this.options.bitrate,
    };
    this.#pcm = new PcmNormalizer(config.sampleRate, config.channels);
    this.#filler = new GapFiller(config.sampleRate);
    const startTimeout = () =>
      new MultiConnectionError("encoder", `the AAC encoder did not start within ${timeoutMs} ms`);
    await withTimeout(timeoutMs, this.#createEncoder(config), startTimeout);
    await withTimeout(timeoutMs, this.#reader.calibrated, noMedia);
    return { ...config, codec: "mp4a.40.2" };
  }

  /**
   * Starts encoding.
   *
   * @param epochMs time of the worker's clock that is 0 in the stream
   */
  start(epochMs: number): void {
    const pcm = this.#pcm;
    if (pcm === undefined) {
      throw new Error("start called before prepare");
    }
    this.#epochMs = epochMs;
    this.listener.frame(aacConfig(audioSpecificConfig(pcm.sampleRate, pcm.channels), 0));
  }

  /** Replaces the track. */
  attach(readable: ReadableStream<AudioBlock>): void {
    this.#reader.cancel();
    this.#reader = this.#read(readable);
  }

  /**
   * Encodes silence if the track delivers nothing; to be called a few times a second. A tick after a stall of the worker
   * encodes none, as the audio that was captured meanwhile has yet to be read.
   */
  tick(): void {
    const time = this.clock();
    const hasStalled = time - this.#tickMs > SILENT_MS / 2;
    this.#tickMs = time;
    const next = this.#filler?.nextMs;
    if (this.#epochMs === undefined || next === undefined || this.#waiting > 0 || hasStalled) {
      return;
    }
    const now = time - this.#epochMs;
    if (now - next > SILENT_MS) {
      void this.#encode(now - SILENT_MS / 2, [], this.#pcm?.sampleRate ?? 0);
    }
  }

  /** Reads no more sound. Settled when all that was read is encoded. */
  async finish(): Promise<void> {
    this.#reader.cancel();
    await this.#work;
    await this.#encoder?.flush();
  }

  stop(): void {
    this.#stopped = true;
    this.#reader.cancel();
    this.#encoder?.close();
  }

  #read(readable: ReadableStream<AudioBlock>): TrackReader<AudioBlock> {
    const sink = {
      early: (data: AudioBlock) => this.#probe(data),
      frame: (data: AudioBlock, timeMs: number) => this.#onFrame(data, timeMs),
      ended: () => this.listener.ended(),
      failed: (error: unknown) => this.#fail(error),
    };
    return new TrackReader(readable, sink, this.clock);
  }

  async #createEncoder(config: AacConfig): Promise<void> {
    const output = (unit: Copyable) => this.#onEncoded(unit);
    if (await hasNativeAac(config)) {
      this.#encoder = new NativeAac(config, output, (error) => this.#fail(error));
    } else {
      this.#encoder = await WasmAac.create(config, output, await this.loadAac());
    }
    if (this.#stopped) {
      this.#encoder.close();
    }
  }

  #probe(data: AudioBlock): void {
    const { sampleRate, numberOfChannels } = data;
    this.#first.resolve({ sampleRate: targetRate(sampleRate), channels: numberOfChannels === 1 ? 1 : 2 });
    data.close();
  }

  async #onFrame(data: AudioBlock, timeMs: number): Promise<void> {
    if (this.#epochMs === undefined || timeMs < this.#epochMs) {
      this.#probe(data);
      return;
    }
    const { sampleRate } = data;
    const planes = planesOf(data);
    data.close();
    await this.#encode(timeMs - this.#epochMs, planes, sampleRate);
  }

  /** Encodes a block that starts at `timeMs`, preceded by silence if there is a gap. Processes one block at a time. */
  #encode(timeMs: number, planes: Float32Array[], rate: number): Promise<void> {
    this.#waiting++;
    const done = this.#work
      .then(() => this.#encodeNow(timeMs, planes, rate))
      .catch((error) => this.#fail(error))
      .finally(() => {
        this.#waiting--;
      });
    this.#work = done;
    return done;
  }

  async #encodeNow(timeMs: number, planes: Float32Array[], rate: number): Promise<void> {
    const [pcm, filler, encoder] = [this.#pcm, this.#filler, this.#encoder];
    if (pcm === undefined || filler === undefined || encoder === undefined || this.#stopped) {
      return;
    }
    const block = pcm.normalize(planes, rate);
    const { silence, skip } = filler.place(timeMs, block.frames);
    for (let left = silence; left > 0; left -= pcm.sampleRate) {
      await encoder.encode(pcm.silence(Math.min(left, pcm.sampleRate)));
    }
    if (block.frames > skip) {
      await encoder.encode({ samples: block.samples.slice(skip * pcm.channels), frames: block.frames - skip });
    }
  }

  #onEncoded(unit: Copyable): void {
    const timestamp = this.#filler?.timeOf(this.#units * AAC_FRAMES - AAC_PRIMING) ?? 0;
    this.#units++;
    if (!this.#stopped) {
      this.listener.frame(aacFrame(unit, Math.max(0, timestamp)));
    }
  }

  #fail(error: unknown): void {
    if (!this.#stopped) {
      this.listener.failed(trackFailure("audio", error));
    }
  }
}

function planesOf(data: AudioBlock): Float32Array[] {
  return Array.from({ length: Math.min(2, data.numberOfChannels) }, (_, planeIndex) => {
    const plane = new Float32Array(data.numberOfFrames);
    data.copyTo(plane, { planeIndex, format: "f32-planar" });
    return plane;
  });
}
