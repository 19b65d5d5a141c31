/** Time over which the least latency is measured, in milliseconds. Longer than most stalls of a worker. */
const WINDOW_MS = 2000;

/** Change of the least latency that is corrected, in milliseconds. */
const TOLERANCE_MS = 200;

/**
 * Keeps timestamps that count audio frames in step with the clock. An AudioContext that the browser suspends, or that
 * misses its deadlines, counts no frames meanwhile, so that its timestamps fall behind.
 *
 * A busy receiver only delays what it receives, and then catches up. So the least latency of a window counts.
 */
export class LatencyCorrection {
  #referenceMs: number | undefined;
  #leastMs = Number.POSITIVE_INFINITY;
  #windowEndMs: number | undefined;
  #correctionMs = 0;

  /** Returns the milliseconds to add to the timestamp of a block that has arrived now. */
  correct(nowMs: number, timestampMs: number): number {
    this.#windowEndMs ??= nowMs + WINDOW_MS;
    if (nowMs >= this.#windowEndMs) {
      this.#endWindow();
      this.#windowEndMs = nowMs + WINDOW_MS;
    }
    this.#leastMs = Math.min(this.#leastMs, nowMs - timestampMs - this.#correctionMs);
    return this.#correctionMs;
  }

  #endWindow(): void {
    this.#referenceMs ??= this.#leastMs;
    const changeMs = this.#leastMs - this.#referenceMs;
    if (Math.abs(changeMs) > TOLERANCE_MS) {
      this.#correctionMs += changeMs;
    }
    this.#leastMs = Number.POSITIVE_INFINITY;
  }
}
