/** Bitrate over time, computed from byte counts. */
export class Rate {
  readonly #counts: Array<{ ms: number; bytes: number }> = [];
  readonly #points: number[] = [];

  /**
   * @param windowMs window over which the rate is averaged, in milliseconds
   * @param bound maximum number of points to keep
   */
  constructor(
    readonly windowMs = 1000,
    readonly bound = 240,
  ) {}

  /** Rates in bit/s, oldest first. */
  get points(): readonly number[] {
    return this.#points;
  }

  /** Latest rate in bit/s. */
  get latest(): number {
    return this.#points.at(-1) ?? 0;
  }

  /** Records the total number of bytes at a time in milliseconds. */
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
