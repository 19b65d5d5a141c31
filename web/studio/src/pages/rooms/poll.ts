/** Visibility of the page. */
export interface Visibility {
  readonly isVisible: boolean;
  onChange(listener: () => void): void;
}

/** Returns the visibility of the document. */
export const pageVisibility = (): Visibility => ({
  get isVisible() {
    return document.visibilityState === "visible";
  },
  onChange: (listener) => document.addEventListener("visibilitychange", listener),
});

/** Interval, and longest delay after failures, in milliseconds. */
const INTERVAL_MS = 2000;
const MAX_DELAY_MS = 30_000;

/**
 * Polls while the page is visible: every two seconds, less often if responses are slow, and with exponential backoff of up
 * to 30 s after failures.
 */
export class Poll {
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = false;
  #isRequesting = false;
  #isStale = false;

  /** @param request sends a request and returns whether it succeeded; never rejects */
  constructor(
    readonly request: () => Promise<boolean>,
    readonly visibility: Visibility,
  ) {
    visibility.onChange(() => this.visibility.isVisible && this.now());
  }

  /** Starts polling, with an immediate request. */
  start(): void {
    this.#isOn = true;
    this.now();
  }

  stop(): void {
    this.#isOn = false;
    this.#failures = 0;
    clearTimeout(this.#timer);
  }

  /** Sends a request immediately, or right after a pending one. */
  now(): void {
    clearTimeout(this.#timer);
    if (this.#isRequesting) {
      this.#isStale = true;
    } else if (this.#isOn && this.visibility.isVisible) {
      void this.#send();
    }
  }

  async #send(): Promise<void> {
    this.#isRequesting = true;
    this.#isStale = false;
    const start = performance.now();
    this.#failures = (await this.request()) ? 0 : this.#failures + 1;
    this.#isRequesting = false;
    if (this.#isStale) {
      this.now();
    } else if (this.#isOn) {
      this.#timer = setTimeout(() => this.now(), delayMs(this.#failures, performance.now() - start));
    }
  }
}

/** Returns the delay until the next request, after consecutive failures and a response time. */
export function delayMs(failures: number, tookMs: number): number {
  return Math.min(MAX_DELAY_MS, Math.max(INTERVAL_MS * 2 ** failures, tookMs * 10));
}
