/** Period over which frames are counted, in milliseconds. */
const PERIOD_MS = 2000;

/** Share of the frame rate below which frames are missing. */
const MISSING_SHARE = 0.8;

/** Periods in a row that change the result, so that one stall does not. */
const PERIODS = 2;

/** Whether the machine composes as many frames as the frame rate demands. */
export class PaceCheck {
  #sinceMs: number | undefined;
  #frames = 0;
  #isSlow = false;
  /** Periods in a row that contradict {@link isSlow}. */
  #contradictions = 0;

  /** @param frameRate in fps */
  constructor(readonly frameRate: number) {}

  /** Whether frames have been missing for two periods of two seconds in a row, and not complete for two since. */
  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** Counts a composed frame. */
  count(): void {
    this.#frames++;
  }

  /** Updates {@link isSlow}; to be called regularly. */
  update(nowMs: number): void {
    this.#sinceMs ??= nowMs;
    const elapsedMs = nowMs - this.#sinceMs;
    if (elapsedMs < PERIOD_MS) {
      return;
    }
    const areMissing = this.#frames < (MISSING_SHARE * this.frameRate * elapsedMs) / 1000;
    this.#contradictions = areMissing === this.#isSlow ? 0 : this.#contradictions + 1;
    if (this.#contradictions === PERIODS) {
      this.#isSlow = areMissing;
      this.#contradictions = 0;
    }
    this.#sinceMs = nowMs;
    this.#frames = 0;
  }
}
