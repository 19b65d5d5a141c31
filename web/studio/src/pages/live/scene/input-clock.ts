/** Delay of a frame after which its input is considered to count from a new origin, in milliseconds. */
const MAX_DELAY_MS = 500;

/**
 * Converts the timestamps of an input to the clock of the worker. Each input counts from its own origin. Frames arrive
 * late but never early, so the least delay relates the two; the distances between frames stay those of the input.
 */
export class InputClock {
  #offsetMs = Number.POSITIVE_INFINITY;

  /** Returns the capture time of a frame that arrives now, in milliseconds. */
  timeOf(timestampMs: number, nowMs: number): number {
    const differenceMs = nowMs - timestampMs;
    if (differenceMs < this.#offsetMs || differenceMs > this.#offsetMs + MAX_DELAY_MS) {
      this.#offsetMs = differenceMs;
    }
    return timestampMs + this.#offsetMs;
  }
}
