/** Shortest time between two changes of direction, in milliseconds. */
export const TURN_MS = 30_000;

/** Direction of a change. */
export type Direction = "up" | "down";

/**
 * Limit on changes of direction: a value that was decreased is increased, or one that was increased is decreased, at the
 * earliest 30 s after the previous change of direction. Further changes in the same direction are not limited. The first
 * change of all has no direction before it, so it is not a change of direction.
 */
export class TurnLimit {
  #direction: Direction | undefined;
  #turnedMs = Number.NEGATIVE_INFINITY;

  /** Returns for how many milliseconds a change in a direction has to wait. */
  waitMs(ms: number, direction: Direction): number {
    const isTurn = this.#direction !== undefined && this.#direction !== direction;
    return isTurn ? Math.max(0, this.#turnedMs + TURN_MS - ms) : 0;
  }

  /** Records a change. */
  changed(ms: number, direction: Direction): void {
    if (this.#direction !== undefined && this.#direction !== direction) {
      this.#turnedMs = ms;
    }
    this.#direction = direction;
  }
}
