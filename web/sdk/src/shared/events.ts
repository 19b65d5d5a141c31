// Types of `using`, also for applications whose `lib` lacks them.
/// <reference lib="esnext.disposable" preserve="true" />

/** Typed event emitter. An error that a listener throws is reported and does not affect other listeners. */
export class Events<Map extends object> {
  readonly #listeners = new globalThis.Map<keyof Map, Set<(event: never) => void>>();

  /**
   * Adds a listener for events of one type. Listeners are called in the order in which they were added.
   *
   * @param options `once`: removes the listener after one event; `signal`: removes it when it aborts
   * @returns subscription that removes the listener; may be used with `using`
   */
  on<K extends keyof Map>(
    type: K,
    listener: (event: Map[K]) => void,
    { once = false, signal }: ListenOptions = {},
  ): Subscription {
    const called = (event: Map[K]) => {
      off();
      listener(event);
    };
    const added = once ? called : listener;
    const off = () => {
      this.#listeners.get(type)?.delete(added);
      signal?.removeEventListener("abort", off);
    };
    if (!signal?.aborted) {
      const listeners = this.#listeners.get(type) ?? new Set();
      this.#listeners.set(type, listeners.add(added));
      signal?.addEventListener("abort", off, { once: true });
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

/** Options of a listener. */
export interface ListenOptions {
  /** Whether the listener is removed after one event. */
  once?: boolean;
  /** Removes the listener when it aborts. */
  signal?: AbortSignal;
}

/** Subscription of one listener. `off` removes it. */
export interface Subscription extends Disposable {
  off(): void;
}

/** Reports an error as the platform does for its own listeners, or to the console where it has no `reportError`. */
export function reportError(error: unknown): void {
  const report = globalThis.reportError ?? ((e: unknown) => console.error(e));
  report(error);
}
