import { LatencyCorrection } from "../media/latency-correction.ts";
import type { AudioBlock } from "../media/pcm.ts";
import type { CaptureSource } from "./capture-source.ts";
import { FrameQueue } from "./frame-queue.ts";
import type { Clock } from "./timing.ts";

/** Most blocks that are not read yet, about a second: the worker may stall. */
const CAPACITY = 100;

/** Block of sound as capture-processor.js posts it. */
interface PostedBlock {
  planes: Float32Array[];
  /** Number of the first audio frame. */
  start: number;
  sampleRate: number;
}

/** Sound that an AudioWorklet posts to a port. */
export class WorkletBlocks implements CaptureSource {
  readonly #queue: FrameQueue<AudioBlock>;
  readonly #latency = new LatencyCorrection();

  constructor(
    readonly port: MessagePort,
    cancelled: () => void,
    readonly clock: Clock,
  ) {
    this.#queue = new FrameQueue(CAPACITY, () => {
      port.close();
      cancelled();
    });
    port.onmessage = ({ data }: MessageEvent<PostedBlock>) => this.#onBlock(data);
  }

  get readable(): ReadableStream<AudioBlock> {
    return this.#queue.readable;
  }

  end(): void {
    this.port.close();
    this.#queue.end();
  }

  fail(error: Error): void {
    this.port.close();
    this.#queue.fail(error);
  }

  #onBlock({ planes, start, sampleRate }: PostedBlock): void {
    const startMs = (start / sampleRate) * 1000;
    const timestamp = (startMs + this.#latency.correct(this.clock(), startMs)) * 1000;
    this.#queue.push(audioBlock(planes, sampleRate, timestamp));
  }
}

/** Returns a block with what the encoder uses of AudioData, which not all of these browsers have. */
function audioBlock(planes: readonly Float32Array[], sampleRate: number, timestamp: number): AudioBlock {
  return {
    timestamp,
    sampleRate,
    numberOfChannels: planes.length,
    numberOfFrames: planes[0]?.length ?? 0,
    copyTo: (destination, { planeIndex }) => destination.set(planes[planeIndex] ?? []),
    close: () => {},
  };
}
