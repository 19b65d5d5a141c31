import { AttemptBackoff } from "./attempt-backoff.ts";
import type { MachineLoad } from "./machine-load.ts";
import { TURN_MS, TurnLimit } from "./turn-limit.ts";

/** Largest divisor of the frame rate. */
const LARGEST_DIVISOR = 4;
/** Longest wait until the frame rate is increased again, in milliseconds. */
const LONGEST_WAIT_MS = 120_000;

/**
 * Selects the frame rate that a machine can encode: all frames, or a half, a third or a quarter of them. Frames are then
 * left out evenly, instead of whenever the encoder has no room. Changes of direction follow {@link TurnLimit} without
 * exception, and increases {@link AttemptBackoff}: 30 s after a decrease, and up to 120 s after failures.
 */
export class MachineFrameRate {
  readonly #turns = new TurnLimit();
  readonly #backoff = new AttemptBackoff(TURN_MS, LONGEST_WAIT_MS);
  #divisor = 1;
  #changedMs = Number.NEGATIVE_INFINITY;

  constructor(readonly load: MachineLoad) {}

  /** Divisor of the frame rate. */
  get divisor(): number {
    return this.#divisor;
  }

  /** Updates the divisor; to be called with each tick. */
  update(ms: number): void {
    const direction = this.load.isOverloaded ? "down" : "up";
    if (this.#turns.waitMs(ms, direction) > 0) {
      return;
    }
    if (direction === "down" && this.#divisor < LARGEST_DIVISOR) {
      this.#backoff.decreased(ms);
      this.#divisor++;
    } else if (direction === "up" && this.#divisor > 1 && ms >= this.#changedMs + this.#backoff.waitMs) {
      this.#backoff.increased(ms);
      this.#divisor--;
    } else {
      return;
    }
    this.#turns.changed(ms, direction);
    this.#changedMs = ms;
    this.load.restart();
  }
}
