/** Thins out frames evenly to a frame rate. A variable frame rate is limited by its mean. */
export class FrameRateLimiter {
  #nextMs: number | undefined;

  /** Whether a frame is due at a frame rate. Counts it as shown if so. */
  admit(timeMs: number, frameRate: number): boolean {
    const interval = 1000 / frameRate;
    const dueMs = this.#nextMs ?? timeMs;
    // Timestamps jitter: a frame up to a third of the interval early is closer to its due time than the next one.
    if (timeMs < dueMs - interval / 3) {
      return false;
    }
    // The frame after a late one may be early by as much, up to one interval.
    this.#nextMs = Math.max(dueMs, timeMs - interval) + interval;
    return true;
  }
}
