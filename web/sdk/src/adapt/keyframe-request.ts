/** Shortest time between keyframes on request, in milliseconds. A keyframe costs as much as many other frames. */
const LEAST_MS = 1000;
/** Shortest time between keyframes on request during congestion, in milliseconds. */
const CONGESTED_MS = 3000;

/** Pending request for a keyframe. Combines several requests and limits how often they are fulfilled. */
export class KeyframeRequest {
  #isRequested = false;

  request(): void {
    this.#isRequested = true;
  }

  /** Whether the frame at `timeMs` should be the requested keyframe. */
  isDue(timeMs: number, lastKeyframeMs: number, congested: boolean): boolean {
    return this.#isRequested && timeMs - lastKeyframeMs >= (congested ? CONGESTED_MS : LEAST_MS) - 20;
  }

  /** Clears the request, after any keyframe. */
  clear(): void {
    this.#isRequested = false;
  }
}
