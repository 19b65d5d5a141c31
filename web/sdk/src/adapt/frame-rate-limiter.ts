/** Lets pictures pass at a frame rate, evenly: each second one of a track that has twice as many. */
export class FrameRateLimiter {
  #nextMs = Number.NEGATIVE_INFINITY;

  /** Whether a picture of that time is due at this frame rate; if so it counts as shown. */
  admit(timeMs: number, frameRate: number): boolean {
    const interval = 1000 / frameRate;
    // Times jitter, and a picture that comes a third too early is nearer to its place than the next one.
    if (timeMs < this.#nextMs - interval / 3) {
      return false;
    }
    const isLate = timeMs > this.#nextMs + interval;
    this.#nextMs = (isLate ? timeMs : this.#nextMs) + interval;
    return true;
  }
}
