/** Where a block of audio goes: so many frames of silence before it, so many frames of it left out at its start. */
export interface Placement {
  readonly silence: number;
  readonly skip: number;
}

/**
 * Keeps the count of audio frames in step with the time at which they were heard.
 *
 * An encoder knows no gaps: what the browser dropped would be missing for good, and sound would run ahead of the
 * picture. So once a block is further from its place than the tolerance, silence fills the gap, or what is too much is
 * left out; below that, timestamps jitter and only what they show on average counts. What a busy machine loses is
 * filled; after a longer gap, such as a laptop's sleep, time leaps. All times are milliseconds since the stream began.
 */
export class GapFiller {
  #baseMs: number | undefined;
  #frames = 0;
  #averageMs = 0;

  /**
   * @param sampleRate frames a second
   * @param toleranceMs drift of one block that is let be
   * @param averageToleranceMs drift that is let be on the average of about a second
   * @param maxFillMs longest silence that is made up in one go
   */
  constructor(
    readonly sampleRate: number,
    readonly toleranceMs = 45,
    readonly averageToleranceMs = 15,
    readonly maxFillMs = 10_000,
  ) {}

  /** When the next frame is heard; `undefined` before the first block. */
  get nextMs(): number | undefined {
    return this.#baseMs === undefined ? undefined : this.timeOf(this.#frames);
  }

  /** When the frame of that number, counted from the first, is heard. */
  timeOf(frame: number): number {
    return (this.#baseMs ?? 0) + (frame * 1000) / this.sampleRate;
  }

  /** Places a block that begins at that time; the caller then encodes exactly what is said. */
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

  /** How much of a drift to correct now: all, its average, or nothing. */
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
