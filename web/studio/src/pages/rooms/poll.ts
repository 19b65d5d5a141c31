/** Whether the page is seen, and when that changes. */
export interface Sight {
  readonly isSeen: boolean;
  onChange(listener: () => void): void;
}

/** The page's own. */
export const pageSight = (): Sight => ({
  get isSeen() {
    return document.visibilityState === "visible";
  },
  onChange: (listener) => document.addEventListener("visibilitychange", listener),
});

const EVERY_MS = 2000;
const LONGEST_MS = 30_000;

/**
 * Asks again and again, as long as somebody looks: every two seconds, less often where answers take long, and after
 * failures with waits that double, up to 30 s.
 */
export class Poll {
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  #asking = false;
  #askAgain = false;

  /** @param ask whether it went well; never rejects */
  constructor(
    readonly ask: () => Promise<boolean>,
    readonly sight: Sight,
  ) {
    sight.onChange(() => this.sight.isSeen && this.now());
  }

  /** Begins, or asks at once. */
  start(): void {
    this.#isOn = true;
    this.now();
  }

  stop(): void {
    this.#isOn = false;
    this.#failures = 0;
    clearTimeout(this.#timer);
  }

  /** Asks now rather than later; while an answer is awaited, once more after that. */
  now(): void {
    clearTimeout(this.#timer);
    if (this.#asking) {
      this.#askAgain = true;
    } else if (this.#isOn && this.sight.isSeen) {
      void this.#ask();
    }
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    this.#askAgain = false;
    const began = performance.now();
    this.#failures = (await this.ask()) ? 0 : this.#failures + 1;
    this.#asking = false;
    if (this.#askAgain) {
      this.now();
    } else if (this.#isOn) {
      this.#timer = setTimeout(() => this.now(), waitMs(this.#failures, performance.now() - began));
    }
  }
}

/** How long to wait after so many failures in a row, and an answer that took so long. */
export function waitMs(failures: number, tookMs: number): number {
  return Math.min(LONGEST_MS, Math.max(EVERY_MS * 2 ** failures, tookMs * 10));
}
