/** Thins out frames evenly to a frame rate. */
export class FrameRateLimiter {
  #nextMs = Number.NEGATIVE_INFINITY;

  /** Whether a frame is due at a frame rate. Counts it as shown if so. */
  admit(timeMs: number, frameRate: number): boolean {
    const interval = 1000 / frameRate;
    // Timestamps jitter: a frame up to a third of the interval early is closer to its due time than the next one.
    if (timeMs < this.#nextMs - interval / 3) {
      return false;
    }
    const isLate = timeMs > this.#nextMs + interval;
    this.#nextMs = (isLate ? timeMs : this.#nextMs) + interval;
    return true;
  }
}
