/** Least time from a keyframe to the next one that somebody asks for, in milliseconds: it costs as much as many pictures. */
const LEAST_MS = 1000;
/** The same while more waits than can be sent. */
const CONGESTED_MS = 3000;

/** Keyframes that were asked for: many at once are one, and they come no more often than the way bears. */
export class KeyframeRequest {
  #isRequested = false;

  request(): void {
    this.#isRequested = true;
  }

  /** Whether the picture of that time is to be the wished keyframe. */
  isDue(timeMs: number, lastKeyframeMs: number, congested: boolean): boolean {
    return this.#isRequested && timeMs - lastKeyframeMs >= (congested ? CONGESTED_MS : LEAST_MS) - 20;
  }

  /** There is a keyframe now, for whatever reason. */
  clear(): void {
    this.#isRequested = false;
  }
}
