import type { MediaTag } from "../wire/tags.ts";

/**
 * Bytes that may be on their way to the page. A page that is busy takes nothing, and what is posted to it waits in the
 * browser, where nobody counts it.
 */
export const MAX_UNTAKEN_BYTES = 8 * 1024 * 1024;

/** Hands the media of one played stream to the page, in its order; drops pictures while the page does not take them. */
export class Receiver {
  #untaken = 0;
  #dropped = 0;
  #dropping = false;
  #timestamp: number | undefined;

  /** @param deliver takes a tag, with how many were dropped so far */
  constructor(readonly deliver: (tag: MediaTag, dropped: number) => void) {}

  /** The time of what came last, in milliseconds; undefined before anything has. */
  get timestamp(): number | undefined {
    return this.#timestamp;
  }

  receive(tag: MediaTag): void {
    this.#timestamp = tag.timestamp;
    if (!this.#hasRoom(tag)) {
      this.#dropped++;
      return;
    }
    this.#untaken += tag.bytes.byteLength;
    this.deliver(tag, this.#dropped);
  }

  /** The page has taken so many bytes. */
  taken(bytes: number): void {
    this.#untaken = Math.max(0, this.#untaken - bytes);
  }

  /** Sound goes on as soon as there is room, pictures only from a keyframe. Configurations are small and always go. */
  #hasRoom({ kind, config, keyframe, bytes }: MediaTag): boolean {
    const room = config || this.#untaken + bytes.byteLength <= MAX_UNTAKEN_BYTES;
    if (kind === "audio" || config) {
      return room;
    }
    this.#dropping = !room || (this.#dropping && !keyframe);
    return !this.#dropping;
  }
}
