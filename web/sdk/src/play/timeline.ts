/** Smallest gap in milliseconds, and as a multiple of the usual frame interval. */
const GAP_MS = 500;
const GAP_INTERVALS = 4;

/** Largest step back in milliseconds, as audio and video are not strictly in order. */
const BACK_MS = 1000;

/** Number of sections kept for {@link Timeline.streamTime}, more than fit into a player's buffer. */
const MAX_SECTIONS = 64;

/** Position of a frame on the timeline. */
export interface TimelinePosition {
  /** Milliseconds from 0; decreases only slightly. */
  readonly ms: number;
  /** Whether the frame starts a new section after a jump of the stream. */
  readonly jumped: boolean;
}

/**
 * Continuous timeline for a player. Starts at 0 and closes gaps of the stream: after a failover, a pause or a seek its
 * timestamps jump. The player therefore never stalls in a gap and need not be restarted.
 */
export class Timeline {
  readonly #sections: Array<{ ms: number; stream: number }> = [];
  #last: number | undefined;
  #offset = 0;
  #head = 0;
  /** Usual interval between frames in milliseconds. */
  #interval = 250;

  /**
   * Maps a timestamp of the stream.
   *
   * @param timestamp milliseconds, modulo 2^32
   */
  map(timestamp: number): TimelinePosition {
    const last = this.#last;
    // The difference is taken modulo 2^32, as the counter wraps.
    const step = last === undefined ? 0 : (timestamp - last) | 0;
    const time = last === undefined ? timestamp : last + step;
    const jumped = last === undefined || step > Math.max(GAP_MS, GAP_INTERVALS * this.#interval) || step < -BACK_MS;
    if (jumped) {
      const at = this.#sections.length === 0 ? 0 : this.#head + Math.max(10, Math.round(this.#interval));
      this.#offset = at - time;
      this.#sections.push({ ms: at, stream: time });
      if (this.#sections.length > MAX_SECTIONS) {
        this.#sections.shift();
      }
    }
    if (step > 0) {
      this.#interval += (Math.min(step, 1000) - this.#interval) / 16;
    }
    this.#last = time;
    const ms = Math.max(0, time + this.#offset);
    this.#head = Math.max(this.#head, ms);
    return { ms, jumped };
  }

  /** Starts a new section with the next frame, whatever its timestamp. */
  discontinuity(): void {
    this.#last = undefined;
  }

  /** Position of the last frame in milliseconds. */
  get head(): number {
    return this.#head;
  }

  /** Returns the stream time in milliseconds at a position; undefined before the first frame. */
  streamTime(ms: number): number | undefined {
    const section = this.#sections.findLast((each) => each.ms <= ms) ?? this.#sections[0];
    return section && Math.max(section.stream, section.stream + ms - section.ms);
  }
}
