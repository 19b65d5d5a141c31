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
 * left out. Below it, clocks may wander without a crackle. After a very long gap, such as a laptop's sleep, time leaps
 * rather than being filled. All times are milliseconds since the stream began.
 */
export class GapFiller {
  #baseMs: number | undefined;
  #frames = 0;

  /**
   * @param sampleRate frames a second
   * @param toleranceMs drift that is let be
   * @param maxFillMs longest silence that is made up in one go
   */
  constructor(
    readonly sampleRate: number,
    readonly toleranceMs = 45,
    readonly maxFillMs = 1000,
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
    const drift = timeMs - this.timeOf(this.#frames);
    if (drift > this.maxFillMs) {
      this.#baseMs += drift;
      return this.#count(0, 0, frames);
    }
    const gap = Math.round((drift * this.sampleRate) / 1000);
    if (drift > this.toleranceMs) {
      return this.#count(gap, 0, frames);
    }
    return this.#count(0, drift < -this.toleranceMs ? Math.min(-gap, frames) : 0, frames);
  }

  #count(silence: number, skip: number, frames: number): Placement {
    this.#frames += silence + frames - skip;
    return { silence, skip };
  }
}
