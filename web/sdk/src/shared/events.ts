/** A typed source of events. A listener that throws harms neither the others nor the source. */
export class Events<Map extends object> {
  readonly #listeners = new globalThis.Map<keyof Map, Set<(event: never) => void>>();

  /**
   * Calls `listener` for each event of a type, in the order in which they were added.
   *
   * @param options `signal`: stops listening when it aborts
   * @returns stops listening; also as `using` of a disposable
   */
  on<K extends keyof Map>(
    type: K,
    listener: (event: Map[K]) => void,
    options: { signal?: AbortSignal } = {},
  ): Subscription {
    const off = () => this.#listeners.get(type)?.delete(listener);
    if (!options.signal?.aborted) {
      const listeners = this.#listeners.get(type) ?? new Set();
      this.#listeners.set(type, listeners.add(listener));
      options.signal?.addEventListener("abort", off, { once: true });
    }
    return { off, [Symbol.dispose]: off };
  }

  emit<K extends keyof Map>(type: K, event: Map[K]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        (listener as (event: Map[K]) => void)(event);
      } catch (error) {
        reportError(error);
      }
    }
  }
}

/** One listener, until it is taken `off`. */
export interface Subscription extends Disposable {
  off(): void;
}

/** What the platform does with errors of its own listeners; not there outside browsers. */
export function reportError(error: unknown): void {
  const report = globalThis.reportError ?? ((e: unknown) => console.error(e));
  report(error);
}
