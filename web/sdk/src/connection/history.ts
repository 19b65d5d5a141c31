/**
 * Bounded history of items. Any number of iterators can read it, each from the oldest item kept. An iterator that lags
 * behind skips items that were removed.
 */
export class History<T> {
  readonly #items: T[] = [];
  #first = 0;
  #ended = false;
  #waiting: Array<() => void> = [];

  /** @param bound number of items to keep, from 1 */
  constructor(readonly bound: number) {
    if (!Number.isInteger(bound) || bound < 1) {
      throw new RangeError(`history of ${bound} items, expected an integer from 1`);
    }
  }

  /** The kept items, oldest first. */
  get items(): readonly T[] {
    return this.#items;
  }

  push(item: T): void {
    if (this.#ended) {
      return;
    }
    this.#items.push(item);
    if (this.#items.length > this.bound) {
      this.#items.shift();
      this.#first++;
    }
    this.#wake();
  }

  /** Ends the history: iterators finish after the last item. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * Iterates over the kept items and all later ones.
   *
   * @param signal ends the iteration by throwing the signal's reason
   */
  async *read(signal?: AbortSignal): AsyncGenerator<T, void, void> {
    for (let next = this.#first; ; ) {
      signal?.throwIfAborted();
      next = Math.max(next, this.#first);
      const item = this.#items[next - this.#first];
      if (next < this.#first + this.#items.length) {
        next++;
        yield item as T;
      } else if (this.#ended) {
        return;
      } else {
        await this.#nextItem(signal);
      }
    }
  }

  #nextItem(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener("abort", wake);
        this.#waiting = this.#waiting.filter((each) => each !== wake);
        resolve();
      };
      signal?.addEventListener("abort", wake, { once: true });
      this.#waiting.push(wake);
    });
  }

  #wake(): void {
    for (const wake of this.#waiting) {
      wake();
    }
  }
}
