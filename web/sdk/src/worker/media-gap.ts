import { type Deferred, deferred } from "../deferred.ts";
import type { Clock } from "./clock.ts";

/** Measures how long a stream has no media: from the last frame before a break to the first after it. */
export class MediaGap {
  #lastMs: number | undefined;
  #hasVideo = false;
  #ended: { fromMs: number; gap: Deferred<number | undefined> } | undefined;

  constructor(readonly clock: Clock) {}

  /** A break begins; one within another is the same. */
  begin(): void {
    if (this.#lastMs !== undefined) {
      this.#ended ??= { fromMs: this.#lastMs, gap: deferred() };
    }
  }

  /** A frame was sent. Of a stream with pictures only these end the break: nobody sees a sound. */
  sent(isVideo: boolean): void {
    const now = this.clock();
    this.#hasVideo ||= isVideo;
    if (isVideo === this.#hasVideo) {
      this.#lastMs = now;
      this.#ended?.gap.resolve(now - this.#ended.fromMs);
      this.#ended = undefined;
    }
  }

  /** Milliseconds of the break, when it has ended; undefined if there is none. */
  get ended(): Promise<number | undefined> {
    return this.#ended?.gap.promise ?? Promise.resolve(undefined);
  }
}
