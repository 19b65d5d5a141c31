import { ClockCalibration } from "../media/calibration.ts";
import { deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { Clock } from "./timing.ts";

/** Subset of `VideoFrame` and `AudioData` that the reader uses. */
export interface RawFrame {
  /** Microseconds of the track's own clock. */
  readonly timestamp: number;
  close(): void;
}

/** Receives the frames of a track, and closes each of them. */
export interface FrameSink<T extends RawFrame> {
  /** A frame before the track's clock is calibrated. */
  early(frame: T): void;
  /**
   * A frame, and its capture time in milliseconds of the worker's clock. The next frame is read after the returned
   * promise is fulfilled.
   */
  frame(frame: T, timeMs: number): void | Promise<void>;
  /** The track has ended by itself. */
  ended(): void;
  /** Processing a frame failed. No further frames are read. */
  failed(error: unknown): void;
}

/** Returns the error of a track: one that names its reason already, or a failure of the encoder. */
export function trackFailure(track: "video" | "audio", error: unknown): MultiConnectionError {
  return error instanceof MultiConnectionError
    ? error
    : new MultiConnectionError("encoder", `${track}: ${(error as Error).message}`);
}

/** Reads the frames of one track and converts their timestamps to the worker's clock. */
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
    this.#timer = setInterval(() => this.#calibrate(), 50);
    void this.#run();
  }

  /** Fulfilled once the track's clock is calibrated. Never rejected; stays pending if the track delivers nothing. */
  get calibrated(): Promise<void> {
    return this.#calibrated.promise;
  }

  /** Stops reading. Does not stop the track. */
  cancel(): void {
    this.#cancelled = true;
    clearInterval(this.#timer);
    this.#reader.cancel().catch(() => {});
  }

  async #run(): Promise<void> {
    try {
      for (let value = await this.#next(); value !== undefined; value = await this.#next()) {
        await this.#process(value);
      }
      this.#end(() => this.sink.ended());
    } catch (error) {
      this.#end(() => this.sink.failed(error));
    }
  }

  /**
   * Returns the next frame; undefined once the track has ended or failed.
   *
   * @throws MultiConnectionError if capturing failed for a reason that the application should know
   */
  async #next(): Promise<T | undefined> {
    try {
      return (await this.#reader.read()).value;
    } catch (error) {
      if (error instanceof MultiConnectionError) {
        throw error;
      }
      return undefined;
    }
  }

  async #process(frame: T): Promise<void> {
    const timestampMs = frame.timestamp / 1000;
    this.#calibration.sample(this.clock(), timestampMs);
    this.#calibrate();
    const offset = this.#calibration.offset;
    if (this.#cancelled) {
      frame.close();
    } else if (offset === undefined) {
      this.sink.early(frame);
    } else {
      await this.sink.frame(frame, timestampMs + offset);
    }
  }

  #calibrate(): void {
    this.#calibration.settle(this.clock());
    if (this.#calibration.offset !== undefined) {
      clearInterval(this.#timer);
      this.#calibrated.resolve();
    }
  }

  #end(notify: () => void): void {
    clearInterval(this.#timer);
    if (!this.#cancelled) {
      notify();
    }
  }
}
