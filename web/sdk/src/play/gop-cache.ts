import type { MediaTag } from "../wire/tags.ts";

/** Limits of the cache. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_AUDIO_TAGS = 64;

/** Cache of what a new player needs to start at once: codec configurations, and all tags since the last keyframe. */
export class GopCache {
  readonly #configs = new Map<MediaTag["kind"], MediaTag>();
  #tags: MediaTag[] = [];
  #bytes = 0;
  #hasVideo = false;
  /** Whether to keep all tags within the limits, so that the first player of a recording starts at its beginning. */
  keepAll = false;

  get tags(): MediaTag[] {
    return [...this.#configs.values(), ...this.#tags];
  }

  push(tag: MediaTag): void {
    if (tag.config) {
      this.#configs.set(tag.kind, tag);
      return;
    }
    if (tag.kind === "video") {
      if (tag.keyframe && !this.keepAll) {
        this.clear();
      } else if (!tag.keyframe && !this.#hasVideo) {
        return;
      }
      this.#hasVideo = true;
    }
    this.#tags.push(tag);
    this.#bytes += tag.bytes.byteLength;
    if (this.#bytes > MAX_BYTES) {
      this.clear();
    } else if (!this.keepAll && !this.#hasVideo && this.#tags.length > MAX_AUDIO_TAGS) {
      this.#bytes -= this.#tags.shift()?.bytes.byteLength ?? 0;
    }
  }

  /** Removes all tags except the codec configurations. */
  clear(): void {
    this.#tags = [];
    this.#bytes = 0;
    this.#hasVideo = false;
  }
}
