/** Lowest level shown, in dBFS. */
const FLOOR_DB = -54;

/** Decay of the bar, in decibels per second. */
const FALL_DB = 30;

/** Time for which the highest level stays marked, in milliseconds. */
const HOLD_MS = 1500;

/** Time for which clipping stays visible, in milliseconds. */
const CLIP_MS = 2000;

/** Sample value from which a sound counts as clipped: full scale of 16 bits. */
const FULL_SCALE = 0.999;

/** Level of a sound as a meter shows it: rises at once, falls slowly, and keeps its peak and clipping visible. */
export class Level {
  #db = FLOOR_DB;
  #peak = { db: FLOOR_DB, until: 0 };
  #clipUntil = 0;
  #last: number | undefined;

  /** Level in dBFS, -54 at the lowest. */
  get db(): number {
    return this.#db;
  }

  /** Level from 0 to 1. */
  get bar(): number {
    return shareOf(this.#db);
  }

  /** Highest level of the last 1.5 seconds, from 0 to 1. */
  get peak(): number {
    return shareOf(this.#peak.db);
  }

  get isClipping(): boolean {
    return (this.#last ?? 0) < this.#clipUntil;
  }

  /**
   * @param sample highest absolute sample since the last call, 1 is full scale
   * @param now time in milliseconds
   */
  add(sample: number, now: number): void {
    const db = Math.max(FLOOR_DB, 20 * Math.log10(sample));
    this.#db = Math.max(db, this.#db - (FALL_DB * (now - (this.#last ?? now))) / 1000, FLOOR_DB);
    this.#last = now;
    if (db >= this.#peak.db || now >= this.#peak.until) {
      this.#peak = { db: this.#db, until: now + HOLD_MS };
    }
    if (sample >= FULL_SCALE) {
      this.#clipUntil = now + CLIP_MS;
    }
  }
}

function shareOf(db: number): number {
  return 1 - db / FLOOR_DB;
}
