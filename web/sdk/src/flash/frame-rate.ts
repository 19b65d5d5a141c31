/** Time over which frames are counted, in milliseconds. */
const WINDOW_MS = 1000;

/** Frame rate of a growing number of frames, over the last second. */
export class FrameRate {
  #counts: Array<{ ms: number; frames: number }> = [];

  /** Adds a number of frames, counted since the beginning. */
  add(ms: number, frames: number): void {
    const since = this.#counts.findLastIndex((count) => count.ms <= ms - WINDOW_MS);
    // A smaller number is that of another player.
    const isNew = frames < (this.#counts.at(-1)?.frames ?? 0);
    this.#counts = [...(isNew ? [] : this.#counts.slice(Math.max(0, since))), { ms, frames }];
  }

  /** Returns the frames per second; 0 before there are two counts. */
  get fps(): number {
    const [first, last] = [this.#counts[0], this.#counts.at(-1)];
    return first && last && last.ms > first.ms ? (1000 * (last.frames - first.frames)) / (last.ms - first.ms) : 0;
  }
}
