/**
 * The last items of something that goes on, read by any number of iterators, each of which starts with the oldest kept
 * one. An iterator that falls behind by more than the bound skips what is gone.
 */
export class History<T> {
  readonly #items: T[] = [];
  #first = 0;
  #ended = false;
  #waiting: Array<() => void> = [];

  /** @param bound how many items are kept, from 1 */
  constructor(readonly bound: number) {
    if (!Number.isInteger(bound) || bound < 1) {
      throw new RangeError(`history of ${bound} items, expected a whole number from 1`);
    }
  }

  /** Items that are kept, oldest first. */
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

  /** Lets every iterator finish once it has read what is kept. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /**
   * @param signal ends the iteration by throwing its reason
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
        await this.#more(signal);
      }
    }
  }

  #more(signal?: AbortSignal): Promise<void> {
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
