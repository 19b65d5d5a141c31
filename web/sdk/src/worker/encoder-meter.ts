/** Time over which frames are measured, in milliseconds. */
const WINDOW_MS = 2000;

/** Measures how many frames an encoder completes, and how long it takes for each. */
export class EncoderMeter {
  /** Start of encoding by timestamp of the frame. Bounded by the encoder's queue. */
  readonly #started = new Map<number, number>();
  #completed: Array<{ readonly ms: number; readonly tookMs: number }> = [];

  /** Records a frame that the encoder has accepted. */
  started(timestamp: number, ms: number): void {
    this.#started.set(timestamp, ms);
  }

  /** Records an encoded frame. An encoder may leave out frames, but never reorders them. */
  completed(timestamp: number, ms: number): void {
    this.#completed.push({ ms, tookMs: ms - (this.#started.get(timestamp) ?? ms) });
    for (const each of this.#started.keys()) {
      if (each <= timestamp) {
        this.#started.delete(each);
      }
    }
    this.#recent(ms);
  }

  /** Returns the number of encoded frames per second. */
  frameRate(ms: number): number {
    return (this.#recent(ms).length * 1000) / WINDOW_MS;
  }

  /** Returns the mean time from a frame's entry into the encoder's queue until it is encoded, in milliseconds. */
  encodeMs(ms: number): number {
    const recent = this.#recent(ms);
    return recent.length === 0 ? 0 : recent.reduce((sum, { tookMs }) => sum + tookMs, 0) / recent.length;
  }

  #recent(ms: number): ReadonlyArray<{ readonly tookMs: number }> {
    this.#completed = this.#completed.filter((each) => each.ms > ms - WINDOW_MS);
    return this.#completed;
  }
}
