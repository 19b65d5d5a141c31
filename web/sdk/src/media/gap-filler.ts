import { AAC_FRAMES } from "./aac.ts";

/** Position of an audio block: frames of silence to insert before it, and frames to skip at its start. */
export interface Placement {
  readonly silence: number;
  readonly skip: number;
}

/** Frames without a gap in their times: number and time of the first one. */
interface Run {
  readonly frame: number;
  readonly ms: number;
}

/** Runs whose frames the encoder may still hold. */
const RUNS = 4;

/**
 * Keeps the number of encoded audio frames in step with their capture times.
 *
 * An encoder does not know gaps: after frames that the browser dropped, audio would run ahead of the video. Once a
 * block deviates from its position by more than the tolerance, silence is inserted or frames are skipped. Below that
 * timestamps jitter, and only their mean counts.
 *
 * Every gap up to `maxFillMs`, as a busy machine causes them, is filled. A longer one, as of a suspended laptop, is a
 * discontinuity: the access unit before it is completed with silence, and the next one has the block's capture time, as
 * the video has. All times are in milliseconds since the stream began.
 */
export class GapFiller {
  /** Latest first. */
  #runs: readonly Run[] = [];
  #frames = 0;
  #averageMs = 0;

  /**
   * @param sampleRate frames per second
   * @param toleranceMs tolerated drift of one block
   * @param averageToleranceMs tolerated mean drift over about a second
   * @param maxFillMs longest inserted silence
   */
  constructor(
    readonly sampleRate: number,
    readonly toleranceMs = 45,
    readonly averageToleranceMs = 15,
    readonly maxFillMs = 10_000,
  ) {}

  /** Time of the next frame; `undefined` before the first block. */
  get nextMs(): number | undefined {
    return this.#runs.length === 0 ? undefined : this.timeOf(this.#frames);
  }

  /** Returns the time of a frame by its number, from 0. */
  timeOf(frame: number): number {
    const run = this.#runs.find((each) => frame >= each.frame) ?? this.#runs.at(-1) ?? { frame: 0, ms: 0 };
    return run.ms + ((frame - run.frame) * 1000) / this.sampleRate;
  }

  /** Places a block that starts at `timeMs`. The caller encodes exactly what is returned. */
  place(timeMs: number, frames: number): Placement {
    const driftMs = timeMs - (this.nextMs ?? Number.NEGATIVE_INFINITY);
    if (driftMs > this.maxFillMs) {
      return this.#startRun(timeMs, frames);
    }
    const errorMs = this.#error(driftMs, (frames * 1000) / this.sampleRate);
    const gap = Math.round((errorMs * this.sampleRate) / 1000);
    const [silence, skip] = [Math.max(0, gap), Math.min(Math.max(0, -gap), frames)];
    this.#frames += silence + frames - skip;
    return { silence, skip };
  }

  #startRun(timeMs: number, frames: number): Placement {
    const silence = (AAC_FRAMES - (this.#frames % AAC_FRAMES)) % AAC_FRAMES;
    this.#frames += silence;
    this.#runs = [{ frame: this.#frames, ms: timeMs }, ...this.#runs.slice(0, RUNS - 1)];
    this.#frames += frames;
    this.#averageMs = 0;
    return { silence, skip: 0 };
  }

  /** Returns how much of a drift to correct: all of it, its mean, or nothing. */
  #error(driftMs: number, blockMs: number): number {
    this.#averageMs += (driftMs - this.#averageMs) * Math.min(1, blockMs / 1000);
    const errorMs =
      Math.abs(driftMs) > this.toleranceMs
        ? driftMs
        : Math.abs(this.#averageMs) > this.averageToleranceMs
          ? this.#averageMs
          : 0;
    if (errorMs !== 0) {
      this.#averageMs = 0;
    }
    return errorMs;
  }
}
