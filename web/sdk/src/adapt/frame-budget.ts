/** Excess that is allowed before the frame rate is reduced, in seconds at the bitrate. */
const ALLOWED_S = 0.3;
/** Strength of the reduction per second of excess. */
const THINNING = 4;
/** Smallest share of the frame rate. */
const LEAST_SHARE = 1 / 6;

/**
 * Keeps an encoder to its bitrate by reducing the frame rate. An encoder exceeds a bitrate that is too low for its
 * coarsest quality.
 */
export class FrameBudget {
  #debtBits = 0;
  #keyframeBits = 0;
  #ms: number | undefined;

  /** Records an encoded frame. */
  spend(bytes: number, keyframe: boolean): void {
    this.#debtBits += bytes * 8;
    if (keyframe) {
      this.#keyframeBits = bytes * 8;
    }
  }

  /**
   * Returns the frame rate that the budget allows. The last keyframe does not count.
   *
   * @param timeMs stream time in milliseconds
   */
  frameRate(timeMs: number, bitrate: number, frameRate: number): number {
    const elapsedMs = Math.max(0, timeMs - (this.#ms ?? timeMs));
    this.#ms = timeMs;
    this.#debtBits = Math.max(0, this.#debtBits - (elapsedMs * bitrate) / 1000);
    const seconds = (this.#debtBits - this.#keyframeBits) / bitrate - ALLOWED_S;
    return frameRate * Math.max(LEAST_SHARE, 1 / (1 + THINNING * Math.max(0, seconds)));
  }
}
