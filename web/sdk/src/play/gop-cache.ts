import type { MediaTag } from "../wire/tags.ts";

/** How much is kept for a player that comes later. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_SOUND_TAGS = 64;

/** What a player needs to begin at once: the codec configurations, and everything since the last keyframe. */
export class GopCache {
  readonly #configs = new Map<MediaTag["kind"], MediaTag>();
  #tags: MediaTag[] = [];
  #bytes = 0;
  #hasVideo = false;
  /** Keeps everything, as far as there is room: a recording that nobody plays yet is to be seen from where it begins. */
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
    } else if (!this.keepAll && !this.#hasVideo && this.#tags.length > MAX_SOUND_TAGS) {
      this.#bytes -= this.#tags.shift()?.bytes.byteLength ?? 0;
    }
  }

  /** Forgets all but the configurations: what comes next is from elsewhere. */
  clear(): void {
    this.#tags = [];
    this.#bytes = 0;
    this.#hasVideo = false;
  }
}
