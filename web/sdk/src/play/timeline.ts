/** A gap is what is longer than this, and than so many times the usual distance of frames. In milliseconds. */
const GAP_MS = 500;
const GAP_INTERVALS = 4;

/** How far back a frame may lie: sound and picture do not come in exact order. */
const BACK_MS = 1000;

/** How many sections are remembered for {@link Timeline.streamTime}: more than a player's buffer holds. */
const MAX_SECTIONS = 64;

/** Where a frame has its place. */
export interface TimelinePosition {
  /** Milliseconds on the player's line, from 0; never more than a little back. */
  readonly ms: number;
  /** Whether the stream has jumped: this frame begins a new section. */
  readonly jumped: boolean;
}

/**
 * The line of time that a player is fed with. It begins at 0 and goes on, whatever the stream's own time does: where a
 * server fails over, a pause ends or a recording is sought, the stream jumps, and its gap is closed. A player that is fed
 * so never waits inside a hole, and need not be begun anew.
 */
export class Timeline {
  readonly #sections: Array<{ ms: number; stream: number }> = [];
  #last: number | undefined;
  #offset = 0;
  #head = 0;
  /** The usual distance from frame to frame, in milliseconds. */
  #interval = 250;

  /** @param timestamp milliseconds, modulo 2^32 */
  map(timestamp: number): TimelinePosition {
    const last = this.#last;
    // The shorter way round: the counter wraps after 2^32.
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

  /** The next frame begins a new section, wherever it lies. */
  discontinuity(): void {
    this.#last = undefined;
  }

  /** Where the last frame is, in milliseconds. */
  get head(): number {
    return this.#head;
  }

  /** Milliseconds of the stream at a place of this line; undefined before the first frame. */
  streamTime(ms: number): number | undefined {
    const section = this.#sections.findLast((each) => each.ms <= ms) ?? this.#sections[0];
    return section && Math.max(section.stream, section.stream + ms - section.ms);
  }
}
