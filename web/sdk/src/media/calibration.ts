/**
 * Determines the offset from a track's timestamps to the worker's clock.
 *
 * Each track counts from its own origin, so only the arrival time of frames relates it to the clock. Frames arrive late
 * but never early. The minimum of the differences would follow one outlier and the mean every stall; the lower quartile
 * is stable.
 */
export class ClockCalibration {
  readonly #differences: number[] = [];
  #startedMs: number | undefined;
  #offset: number | undefined;

  /**
   * @param windowMs time to collect samples in milliseconds
   * @param maxSamples number of the latest samples that count
   */
  constructor(
    readonly windowMs = 600,
    readonly maxSamples = 128,
  ) {}

  /** Milliseconds to add to a timestamp; `undefined` until determined. Does not change afterwards. */
  get offset(): number | undefined {
    return this.#offset;
  }

  /** Records the arrival of a frame. */
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

  /**
   * Determines the offset once the window is over. To be called by a timer, too, as some sources rarely deliver frames.
   */
  settle(nowMs: number): void {
    if (this.#offset === undefined && this.#startedMs !== undefined && nowMs - this.#startedMs >= this.windowMs) {
      const sorted = this.#differences.toSorted((a, b) => a - b);
      this.#offset = sorted[Math.floor((sorted.length - 1) / 4)];
    }
  }
}
