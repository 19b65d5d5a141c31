import { type Deferred, deferred } from "../shared/deferred.ts";
import type { Clock } from "./timing.ts";

/** Measures the gap in a stream's media during an outage: from the last frame before it to the first frame after it. */
export class MediaGapMeter {
  #lastMs: number | undefined;
  #hasVideo = false;
  #gapStartMs: number | undefined;
  #gap: Deferred<number> | undefined;

  constructor(readonly clock: Clock) {}

  /** Starts a gap, unless one has started already. */
  start(): void {
    if (this.#lastMs !== undefined && this.#gapStartMs === undefined) {
      this.#gapStartMs = this.#lastMs;
      this.#gap = deferred();
    }
  }

  /** Records a sent frame. In a stream with video only a video frame ends the gap. */
  sent(isVideo: boolean): void {
    const now = this.clock();
    this.#hasVideo ||= isVideo;
    if (isVideo === this.#hasVideo) {
      this.#lastMs = now;
      if (this.#gapStartMs !== undefined) {
        this.#gap?.resolve(now - this.#gapStartMs);
        this.#gapStartMs = undefined;
      }
    }
  }

  /** Length of the last gap in milliseconds, once it has ended; undefined if there was none. */
  get gapMs(): Promise<number | undefined> {
    return this.#gap?.promise ?? Promise.resolve(undefined);
  }
}
