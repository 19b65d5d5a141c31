import { type Deferred, deferred } from "../shared/deferred.ts";
import type { Clock } from "./clock.ts";

/** Measures how long a stream has no media: from the last frame before a break to the first after it. */
export class MediaGap {
  #lastMs: number | undefined;
  #hasVideo = false;
  #fromMs: number | undefined;
  #gap: Deferred<number> | undefined;

  constructor(readonly clock: Clock) {}

  /** A break begins; one within another is the same. */
  begin(): void {
    if (this.#lastMs !== undefined && this.#fromMs === undefined) {
      this.#fromMs = this.#lastMs;
      this.#gap = deferred();
    }
  }

  /** A frame was sent. Of a stream with pictures only these end the break: nobody sees a sound. */
  sent(isVideo: boolean): void {
    const now = this.clock();
    this.#hasVideo ||= isVideo;
    if (isVideo === this.#hasVideo) {
      this.#lastMs = now;
      if (this.#fromMs !== undefined) {
        this.#gap?.resolve(now - this.#fromMs);
        this.#fromMs = undefined;
      }
    }
  }

  /** Milliseconds of the last break, as soon as it has ended; undefined if there was none. */
  get ended(): Promise<number | undefined> {
    return this.#gap?.promise ?? Promise.resolve(undefined);
  }
}
