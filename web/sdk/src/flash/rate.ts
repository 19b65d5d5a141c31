/** Time over which is counted, in milliseconds. */
const WINDOW_MS = 1000;

/** Rate of a growing number, such as of frames or bytes, over the last second. */
export class Rate {
  #counts: Array<{ ms: number; total: number }> = [];

  /** Adds a number that was counted since the beginning. */
  add(ms: number, total: number): void {
    const since = this.#counts.findLastIndex((count) => count.ms <= ms - WINDOW_MS);
    // A smaller number has another beginning.
    const isNew = total < (this.#counts.at(-1)?.total ?? 0);
    this.#counts = [...(isNew ? [] : this.#counts.slice(Math.max(0, since))), { ms, total }];
  }

  /** The growth per second; 0 before there are two numbers. */
  get perSecond(): number {
    const [first, last] = [this.#counts[0], this.#counts.at(-1)];
    return first && last && last.ms > first.ms ? (1000 * (last.total - first.total)) / (last.ms - first.ms) : 0;
  }
}
