/** Position of an audio block: frames of silence to insert before it, and frames to skip at its start. */
export interface Placement {
  readonly silence: number;
  readonly skip: number;
}

/**
 * Keeps the number of encoded audio frames in step with their capture times.
 *
 * An encoder does not know gaps: after frames that the browser dropped, audio would run ahead of the video. Once a
 * block deviates from its position by more than the tolerance, silence is inserted or frames are skipped. Below that
 * timestamps jitter, and only their mean counts. After a very long gap, such as a suspended laptop, the timeline jumps
 * instead. All times are in milliseconds since the stream began.
 */
export class GapFiller {
  #baseMs: number | undefined;
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
    readonly maxFillMs = 1000,
  ) {}

  /** Time of the next frame; `undefined` before the first block. */
  get nextMs(): number | undefined {
    return this.#baseMs === undefined ? undefined : this.timeOf(this.#frames);
  }

  /** Returns the time of a frame by its number, from 0. */
  timeOf(frame: number): number {
    return (this.#baseMs ?? 0) + (frame * 1000) / this.sampleRate;
  }

  /** Places a block that starts at `timeMs`. The caller encodes exactly what is returned. */
  place(timeMs: number, frames: number): Placement {
    this.#baseMs ??= timeMs;
    const driftMs = timeMs - this.timeOf(this.#frames);
    if (driftMs > this.maxFillMs) {
      this.#baseMs += driftMs;
    }
    const errorMs = driftMs > this.maxFillMs ? 0 : this.#error(driftMs, (frames * 1000) / this.sampleRate);
    const gap = Math.round((errorMs * this.sampleRate) / 1000);
    const [silence, skip] = [Math.max(0, gap), Math.min(Math.max(0, -gap), frames)];
    this.#frames += silence + frames - skip;
    return { silence, skip };
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
