/** In-memory stand-in for `localStorage`. */
export class MemoryStorage {
  readonly values = new Map<string, string>();
  getItem = (key: string) => this.values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.values.set(key, value);
  get text(): string {
    return [...this.values.values()].join();
  }
}
