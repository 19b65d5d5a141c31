import { MachineLoad, TICK_MS } from "../adapt/machine-load.ts";

/** Time for which the page counts as overloaded after it was, in milliseconds. */
const OVERLOADED_MS = 5000;

/** Load of the page's thread, on which pages may draw the frames of a track, and some browsers capture them. */
export class PageLoad {
  readonly #load = new MachineLoad();
  readonly #timer = setInterval(() => this.#tick(), TICK_MS);
  #overloadedMs = Number.NEGATIVE_INFINITY;

  /**
   * Returns whether the page lacks processor time for its frames, or did a moment ago.
   *
   * @param areFramesMissing whether fewer frames are encoded than wanted
   */
  isOverloaded(areFramesMissing: boolean): boolean {
    const now = performance.now();
    if (areFramesMissing && this.#load.isOftenLate) {
      this.#overloadedMs = now;
    }
    return now - this.#overloadedMs <= OVERLOADED_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Measures the thread while the page is visible. Browsers throttle the timers of a hidden page on purpose. */
  #tick(): void {
    if (globalThis.document?.hidden) {
      this.#load.restart();
    }
    this.#load.tick(performance.now());
  }
}
