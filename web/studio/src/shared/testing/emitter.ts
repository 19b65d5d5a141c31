/** Event emitter with the interface of the SDK's objects, for fakes. */
export class Emitter<Events> {
  readonly #listeners = new Map<keyof Events, Set<(value: never) => void>>();

  on<K extends keyof Events>(type: K, listener: (value: Events[K]) => void, options?: { signal?: AbortSignal }): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
    options?.signal?.addEventListener("abort", () => listeners.delete(listener));
  }

  emit<K extends keyof Events>(type: K, value: Events[K]): void {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      (listener as (value: Events[K]) => void)(value);
    }
  }
}
