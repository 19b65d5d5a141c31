/**
 * Finds what to add to a track's timestamps to get to the worker's clock.
 *
 * Every track counts from an origin of its own, so only arrival tells when a frame was. A frame never arrives early,
 * but often late: the least difference would follow one freak, the mean would follow every hiccup. The lower quartile
 * over a while is steady.
 */
export class ClockCalibration {
  readonly #differences: number[] = [];
  #startedMs: number | undefined;
  #offset: number | undefined;

  /**
   * @param windowMs how long to listen before deciding
   * @param maxSamples how many of the latest frames count
   */
  constructor(
    readonly windowMs = 600,
    readonly maxSamples = 128,
  ) {}

  /** Milliseconds to add to a timestamp; `undefined` until it is known. Stays the same from then on. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** A frame with this timestamp arrived now. */
  sample(nowMs: number, timestampMs: number): void {
    if (this.#offset !== undefined) {
      return;
    }
    this.#startedMs ??= nowMs;
    this.#differences.push(nowMs - timestampMs);
    if (this.#differences.length > this.maxSamples) {
      this.#differences.shift();
    }
    this.settle(nowMs);
  }

  /** Decides once the window is over; sources that seldom have a frame need this from a timer. */
  settle(nowMs: number): void {
    if (this.#offset === undefined && this.#startedMs !== undefined && nowMs - this.#startedMs >= this.windowMs) {
      const sorted = this.#differences.toSorted((a, b) => a - b);
      this.#offset = sorted[Math.floor((sorted.length - 1) / 4)];
    }
  }
}
