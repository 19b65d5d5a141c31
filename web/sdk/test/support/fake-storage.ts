/** Stands for `localStorage`. */
export class FakeStorage {
  readonly #items = new Map<string, string>();
  /** Keys in the order in which they were written. */
  readonly written: string[] = [];
  /** Whether the quota is exceeded. */
  full = false;

  get length(): number {
    return this.#items.size;
  }

  keys(): string[] {
    return [...this.#items.keys()];
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.full) {
      throw new DOMException("QuotaExceededError: the quota has been exceeded", "QuotaExceededError");
    }
    this.written.push(key);
    this.#items.set(key, value);
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
