/** A decrease within this time after an increase is a failure of that increase, in milliseconds. */
const FAILED_MS = 60_000;

/**
 * Exponential backoff of increases. The wait doubles with each decrease that ends an increase within a minute, up to a cap,
 * and restarts with a decrease that comes later than that.
 */
export class AttemptBackoff {
  #waitMs: number;
  /** Time of the last increase since the last decrease. */
  #increasedMs: number | undefined;

  /**
   * @param firstMs wait after a decrease, in milliseconds
   * @param longestMs cap in milliseconds
   */
  constructor(
    readonly firstMs: number,
    readonly longestMs: number,
  ) {
    this.#waitMs = firstMs;
  }

  /** Time from a decrease to the next increase, in milliseconds. */
  get waitMs(): number {
    return this.#waitMs;
  }

  increased(ms: number): void {
    this.#increasedMs = ms;
  }

  decreased(ms: number): void {
    if (this.#increasedMs !== undefined) {
      const hasFailed = ms - this.#increasedMs <= FAILED_MS;
      this.#waitMs = hasFailed ? Math.min(this.longestMs, 2 * this.#waitMs) : this.firstMs;
      this.#increasedMs = undefined;
    }
  }
}
