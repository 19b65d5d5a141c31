/** Timers of a fake session, cleared together when the session ends. */
export class FakeTimers {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /** @param stepMs milliseconds per step; 0 runs short delays immediately */
  constructor(readonly stepMs = 0) {}

  /** Milliseconds per step, at least 1. */
  get step(): number {
    return this.stepMs || 1;
  }

  /** Runs a callback after a number of steps; immediately where steps take no time and there are fewer than 100. */
  later(steps: number, run: () => void): void {
    if (this.stepMs === 0 && steps < 100) {
      run();
      return;
    }
    this.after(steps * this.step, run);
  }

  after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }

  clear(): void {
    for (const timer of this.#timers) {
      clearTimeout(timer);
    }
    this.#timers.clear();
  }
}
