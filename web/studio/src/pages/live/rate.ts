/** The bitrate of something that is counted in bytes, over time. */
export class Rate {
  readonly #counts: Array<{ ms: number; bytes: number }> = [];
  readonly #points: number[] = [];

  /**
   * @param windowMs over which a rate is taken
   * @param bound how many rates are kept
   */
  constructor(
    readonly windowMs = 1000,
    readonly bound = 240,
  ) {}

  /** The rates, oldest first, in bit/s. */
  get points(): readonly number[] {
    return this.#points;
  }

  /** The latest rate, in bit/s. */
  get latest(): number {
    return this.#points.at(-1) ?? 0;
  }

  /** So many bytes were counted in all, at that time. */
  count(ms: number, bytes: number): void {
    this.#counts.push({ ms, bytes });
    while (this.#counts.length > 2 && ms - (this.#counts[1]?.ms ?? ms) >= this.windowMs) {
      this.#counts.shift();
    }
    const first = this.#counts[0];
    if (first !== undefined && ms > first.ms) {
      this.#points.push(((bytes - first.bytes) * 8000) / (ms - first.ms));
      if (this.#points.length > this.bound) {
        this.#points.shift();
      }
    }
  }
}
