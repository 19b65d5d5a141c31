/** What may have been spent too much before pictures become fewer, in seconds at the bitrate. */
const ALLOWED_S = 0.3;
/** How much fewer they become for each second beyond. */
const THINNING = 4;
/** At least so much of the frame rate is kept. */
const LEAST_SHARE = 1 / 6;

/**
 * Keeps an encoder to its bitrate. One that is asked for less than the picture needs at its coarsest makes more than it
 * is asked for; then only fewer pictures help.
 */
export class FrameBudget {
  #debtBits = 0;
  #keyframeBits = 0;
  #ms: number | undefined;

  /** The encoder has made a frame. */
  spend(bytes: number, keyframe: boolean): void {
    this.#debtBits += bytes * 8;
    if (keyframe) {
      this.#keyframeBits = bytes * 8;
    }
  }

  /** The frame rate that the budget allows at that time, in stream time. A keyframe may be as large as it likes. */
  frameRate(timeMs: number, bitrate: number, frameRate: number): number {
    const elapsedMs = Math.max(0, timeMs - (this.#ms ?? timeMs));
    this.#ms = timeMs;
    this.#debtBits = Math.max(0, this.#debtBits - (elapsedMs * bitrate) / 1000);
    const seconds = (this.#debtBits - this.#keyframeBits) / bitrate - ALLOWED_S;
    return frameRate * Math.max(LEAST_SHARE, 1 / (1 + THINNING * Math.max(0, seconds)));
  }
}
