/**
 * Times of composed frames, in milliseconds. Frames of the driving input keep their times, as far as the frame rate has
 * room for them. Times at which no frame came are filled.
 */
export class FramePace {
  readonly #intervalMs: number;
  #dueMs = Number.NEGATIVE_INFINITY;

  /** @param frameRate in fps */
  constructor(frameRate: number) {
    this.#intervalMs = 1000 / frameRate;
  }

  /** Returns whether a frame of this time is due. If so, it counts as output. */
  admit(timeMs: number): boolean {
    if (timeMs < this.#dueMs - this.#intervalMs / 2) {
      return false;
    }
    const isLate = timeMs > this.#dueMs + this.#intervalMs;
    this.#dueMs = (isLate ? timeMs : this.#dueMs) + this.#intervalMs;
    return true;
  }

  /** Returns the time of the frame that is missing by now; undefined if none is. If so, it counts as output. */
  fill(nowMs: number): number | undefined {
    if (nowMs < this.#dueMs + this.#intervalMs / 2) {
      return undefined;
    }
    const timeMs = Math.max(this.#dueMs, nowMs - this.#intervalMs);
    this.#dueMs = timeMs + this.#intervalMs;
    return timeMs;
  }
}
