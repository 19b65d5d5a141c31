import { ClockCalibration } from "../media/calibration.ts";
import { deferred } from "../shared/deferred.ts";
import type { Clock } from "./clock.ts";

/** A VideoFrame or AudioData. */
export interface RawFrame {
  /** Microseconds, of the track's own clock. */
  readonly timestamp: number;
  close(): void;
}

/** Takes what a track delivers. Whoever takes a frame closes it. */
export interface FrameSink<T extends RawFrame> {
  /** A frame while the track's clock is not known yet. */
  early(frame: T): void;
  /** A frame, and when it was, in milliseconds of the worker's clock. The next one is read once this is settled. */
  frame(frame: T, timeMs: number): void | Promise<void>;
  /** The track has ended by itself. */
  ended(): void;
  /** A frame could not be taken; nothing more is read. */
  failed(error: unknown): void;
}

/** Reads one track, and tells when its frames were in the worker's time. */
export class TrackReader<T extends RawFrame> {
  readonly #reader: ReadableStreamDefaultReader<T>;
  readonly #calibration = new ClockCalibration();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #calibrated = deferred();
  #cancelled = false;

  constructor(
    readable: ReadableStream<T>,
    readonly sink: FrameSink<T>,
    readonly clock: Clock,
  ) {
    this.#reader = readable.getReader();
    this.#timer = setInterval(() => this.#settle(), 50);
    void this.#run();
  }

  /** Fulfilled once frames come with their times. Never rejected: a track may simply deliver nothing. */
  get calibrated(): Promise<void> {
    return this.#calibrated.promise;
  }

  /** Stops reading. The track itself stays with whoever owns it. */
  cancel(): void {
    this.#cancelled = true;
    clearInterval(this.#timer);
    // Nobody is left who could do anything about it.
    this.#reader.cancel().catch(() => {});
  }

  async #run(): Promise<void> {
    try {
      for (let value = await this.#next(); value !== undefined; value = await this.#next()) {
        await this.#take(value);
      }
      this.#end(() => this.sink.ended());
    } catch (error) {
      this.#end(() => this.sink.failed(error));
    }
  }

  /** The next frame; none once the track has ended, in whatever way. */
  async #next(): Promise<T | undefined> {
    try {
      return (await this.#reader.read()).value;
    } catch {
      return undefined;
    }
  }

  async #take(frame: T): Promise<void> {
    const timestampMs = frame.timestamp / 1000;
    this.#calibration.sample(this.clock(), timestampMs);
    this.#settle();
    const offset = this.#calibration.offset;
    if (this.#cancelled) {
      frame.close();
    } else if (offset === undefined) {
      this.sink.early(frame);
    } else {
      await this.sink.frame(frame, timestampMs + offset);
    }
  }

  #settle(): void {
    this.#calibration.settle(this.clock());
    if (this.#calibration.offset !== undefined) {
      clearInterval(this.#timer);
      this.#calibrated.resolve();
    }
  }

  #end(tell: () => void): void {
    clearInterval(this.#timer);
    if (!this.#cancelled) {
      tell();
    }
  }
}
