import type { MediaTag } from "../wire/tags.ts";

/**
 * Most bytes that the worker has posted and the page has not consumed. A busy page consumes nothing, and the browser
 * queues posted messages without a bound.
 */
export const MAX_UNCONSUMED_BYTES = 8 * 1024 * 1024;

/** Passes the media of one played stream to the page, in order. Drops frames while the page consumes too slowly. */
export class Receiver {
  #unconsumedBytes = 0;
  #dropped = 0;
  #dropping = false;
  #timestamp: number | undefined;

  /** @param deliver receives each tag, and the number of tags dropped so far */
  constructor(readonly deliver: (tag: MediaTag, dropped: number) => void) {}

  /** Timestamp of the last tag in milliseconds; undefined before the first one. */
  get timestamp(): number | undefined {
    return this.#timestamp;
  }

  receive(tag: MediaTag): void {
    this.#timestamp = tag.timestamp;
    if (!this.#admit(tag)) {
      this.#dropped++;
      return;
    }
    this.#unconsumedBytes += tag.bytes.byteLength;
    this.deliver(tag, this.#dropped);
  }

  /** Records that the page has consumed `bytes` more bytes. */
  consumed(bytes: number): void {
    this.#unconsumedBytes = Math.max(0, this.#unconsumedBytes - bytes);
  }

  /** Whether to deliver a tag. Codec configurations always pass; after a drop video resumes at a keyframe. */
  #admit({ kind, config, keyframe, bytes }: MediaTag): boolean {
    const hasRoom = config || this.#unconsumedBytes + bytes.byteLength <= MAX_UNCONSUMED_BYTES;
    if (kind === "audio" || config) {
      return hasRoom;
    }
    this.#dropping = !hasRoom || (this.#dropping && !keyframe);
    return !this.#dropping;
  }
}
