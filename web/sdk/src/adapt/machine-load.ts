/** Interval of the worker's ticks in milliseconds. */
export const TICK_MS = 100;

/** A tick that comes this much later than due is late, in milliseconds. */
const LATE_MS = TICK_MS;
/** Time after a late tick during which the machine is starved, in milliseconds. */
const STARVED_MS = 4000;
/** Ticks over which the load is measured: three seconds, longer on a machine whose ticks are late. */
const TICKS = 30;
/** Lateness of a tick that counts at most, so that one long stall is no lasting load, in milliseconds. */
const COUNTED_MS = 500;
/** Share of frames that the encoder has no room for, from which the machine is overloaded. */
const SKIPPED_SHARE = 1 / 4;
/** Share of the time during which the worker stands still, from which missing frames are due to the machine. */
const LATE_SHARE = 1 / 4;

/** Share of the frame rate below which frames are missing. */
const MISSING_SHARE = 0.8;

/** Returns whether fewer frames are encoded than wanted; rates in fps. */
export function areFramesMissing(frameRate: number, wanted: number): boolean {
  return frameRate < MISSING_SHARE * wanted;
}

interface Tick {
  readonly lateMs: number;
  readonly frames: number;
  readonly skipped: number;
}

/**
 * Load of the machine, from the lateness of the worker's ticks and from the encoder's queue.
 *
 * An acknowledgement that arrives while the worker does not run waits for the worker, and its age says nothing about the
 * network. So ages are measured by a clock that stands still while the worker does not run.
 */
export class MachineLoad {
  readonly #ticks: Tick[] = [];
  #tickMs: number | undefined;
  /** Time of the last late tick. */
  #lateTickMs = Number.NEGATIVE_INFINITY;
  /** Time that the worker's clock ran while the worker did not, in milliseconds. */
  #stalledMs = 0;
  #frames = 0;
  #skipped = 0;

  /** Records a tick, which is due every {@link TICK_MS}. */
  tick(ms: number): void {
    const lateMs = this.#latenessMs(ms);
    if (this.#isLate(ms)) {
      this.#lateTickMs = ms;
    }
    this.#stalledMs += lateMs;
    this.#tickMs = ms;
    this.#ticks.push({ lateMs: Math.min(COUNTED_MS, lateMs), frames: this.#frames, skipped: this.#skipped });
    if (this.#ticks.length > TICKS) {
      this.#ticks.shift();
    }
    this.#frames = 0;
    this.#skipped = 0;
  }

  /** Records a frame for the encoder, which has no room for it if `isFull`. */
  offered(isFull: boolean): void {
    this.#frames++;
    this.#skipped += isFull ? 1 : 0;
  }

  /** Returns the time of the clock that stands still while the worker does not run, in milliseconds. */
  runningMs(ms: number): number {
    return ms - this.#stalledMs - this.#latenessMs(ms);
  }

  /** Whether the worker was late recently, or is late now. */
  isStarved(ms: number): boolean {
    return this.#isLate(ms) || ms - this.#lateTickMs <= STARVED_MS;
  }

  /**
   * Whether the machine cannot process all frames, for at least three seconds: the worker stands still as long as it runs,
   * or the encoder has no room for a quarter of the frames.
   */
  get isOverloaded(): boolean {
    const frames = this.#sum((tick) => tick.frames);
    return (
      this.#ticks.length >= TICKS &&
      (this.#lateMs >= TICKS * TICK_MS || (frames > 0 && this.#sum(({ skipped }) => skipped) >= SKIPPED_SHARE * frames))
    );
  }

  /** Whether the thread stands still for a quarter of the time, or more, for at least three seconds. */
  get isOftenLate(): boolean {
    return this.#ticks.length >= TICKS && this.#lateMs >= LATE_SHARE * (TICKS * TICK_MS + this.#lateMs);
  }

  /** Starts to measure anew, after a change of what the machine has to do. */
  restart(): void {
    this.#ticks.length = 0;
  }

  get #lateMs(): number {
    return this.#sum(({ lateMs }) => lateMs);
  }

  #sum(value: (tick: Tick) => number): number {
    return this.#ticks.reduce((total, tick) => total + value(tick), 0);
  }

  #isLate(ms: number): boolean {
    return this.#latenessMs(ms) >= LATE_MS;
  }

  /** Returns for how long the next tick has been due. */
  #latenessMs(ms: number): number {
    return Math.max(0, ms - (this.#tickMs ?? ms) - TICK_MS);
  }
}
