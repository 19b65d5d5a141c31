/** Measures the activity of a device. */
export interface Meter {
  /** Returns the present level, 0 to 100; -1 if it is unknown. */
  level(): number;
  close(): void;
}

/** Level from which on a device is active, and the time in milliseconds after which it no longer is. */
export interface ActivityLimits {
  readonly level: number;
  readonly timeout: number;
}

const TICK_MS = 100;

/** Reports when the activity of a device starts and ends, while this is wanted. */
export class Activity {
  #timer: ReturnType<typeof setInterval> | undefined;
  #activeMs = 0;
  #isActive = false;

  /**
   * @param isWanted returns whether anybody receives the reports
   * @param level returns the level, 0 to 100, or -1
   * @param limits returns the present limits; 0 is exceeded always, 100 never, as in Flash
   */
  constructor(
    readonly isWanted: () => boolean,
    readonly level: () => number,
    readonly limits: () => ActivityLimits,
    readonly report: (active: boolean) => void,
  ) {}

  /** Starts measuring, if it is wanted. */
  start(): void {
    if (this.isWanted()) {
      this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
    }
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#isActive = false;
  }

  #tick(): void {
    if (!this.isWanted()) {
      this.stop();
      return;
    }
    const [level, limits, now] = [this.level(), this.limits(), performance.now()];
    const exceeds = level >= limits.level && limits.level < 100;
    if (exceeds) {
      this.#activeMs = now;
    }
    if (exceeds || (this.#isActive && now - this.#activeMs >= limits.timeout)) {
      this.#become(exceeds);
    }
  }

  #become(active: boolean): void {
    if (active !== this.#isActive) {
      this.#isActive = active;
      this.report(active);
    }
  }
}
