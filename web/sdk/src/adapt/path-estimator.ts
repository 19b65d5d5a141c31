/** Delays from which a path counts as congested. */
export interface DelayThresholds {
  /** Delay at one moment in milliseconds, beyond what one large frame takes. */
  readonly suddenMs: number;
  /** Delay that persists over a window in milliseconds, beyond jitter. */
  readonly standingMs: number;
  /**
   * Time over which the rate of a suddenly congested path is measured, in milliseconds. Older data would distort it.
   */
  readonly rateMs: number;
}

/** Congestion of a path. */
export interface Congestion {
  /** Rate of the path in bit/s. */
  readonly rate: number;
  /** Queueing delay in milliseconds. */
  readonly delayMs: number;
  /** Whether the delay is decreasing, so that the congestion resolves itself. */
  readonly isShrinking: boolean;
  /** Whether the delay has risen suddenly, rather than persisting at a low level. */
  readonly isSudden: boolean;
}

interface Sample {
  readonly ms: number;
  readonly delayMs: number;
  readonly bytes: number;
}

/**
 * Estimates queueing delay and rate of one path, to the gateway or from there to a server.
 *
 * A keyframe is as large as many other frames and queues for a moment even on a fast path. A path is fast enough if its
 * queue is empty at least once per keyframe interval.
 */
export class PathEstimator {
  readonly #samples: Sample[] = [];
  #baseDelayMs: number;
  /** Time of the last progress. */
  #progressMs = Number.NEGATIVE_INFINITY;
  #isStarved = false;

  /**
   * @param windowMs time within which the queue should be empty at least once, in milliseconds
   * @param baseDelayMs delay of the idle path in milliseconds; measured if absent
   */
  constructor(
    readonly windowMs: number,
    readonly thresholds: DelayThresholds,
    baseDelayMs = Number.POSITIVE_INFINITY,
  ) {
    this.#baseDelayMs = baseDelayMs;
  }

  /**
   * Records a sample: at `ms`, the queueing delay was `delayMs`, and `bytes` had passed in total.
   *
   * @param isStarved whether the machine lacks processor time, so that samples may be late
   */
  record(ms: number, delayMs: number, bytes: number, isStarved = false): void {
    this.#isStarved = isStarved;
    this.#detectRestart(ms, bytes - (this.#samples.at(-1)?.bytes ?? 0));
    if (delayMs > 0) {
      this.#baseDelayMs = Math.min(this.#baseDelayMs, delayMs);
    }
    this.#samples.push({ ms, delayMs, bytes });
    const begin = ms - Math.max(this.#spanMs, this.thresholds.rateMs);
    while ((this.#samples[1]?.ms ?? ms) <= begin) {
      this.#samples.shift();
    }
  }

  /**
   * Discards samples after a new connection or an interruption, as they say nothing about the current path. A starved
   * machine is not an interruption.
   */
  #detectRestart(ms: number, passed: number): void {
    if (passed < 0 || (passed > 0 && !this.#isStarved && ms - this.#progressMs > this.thresholds.rateMs)) {
      this.#samples.length = 0;
    }
    if (passed !== 0) {
      this.#progressMs = ms;
    }
  }

  /** Current queueing delay in milliseconds, beyond the base delay. */
  get delayMs(): number {
    return this.#aboveBase(this.#samples.at(-1)?.delayMs ?? 0);
  }

  /** Shortest queueing delay within the window, or two of a starved machine; 0 until samples cover them. */
  get standingMs(): number {
    const since = this.#since(this.#spanMs);
    return since === undefined ? 0 : this.#aboveBase(Math.min(...since.map(({ delayMs }) => delayMs)));
  }

  /** Whether data passes or queues. */
  get isUsed(): boolean {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return first !== undefined && last !== undefined && (last.bytes > first.bytes || this.delayMs > 0);
  }

  /** Returns the rate of the last `spanMs` milliseconds, or of all samples, in bit/s. */
  rate(spanMs: number): number {
    const last = this.#samples.at(-1);
    const first = (this.#since(spanMs) ?? this.#samples)[0];
    return last === undefined || first === undefined || last.ms === first.ms
      ? 0
      : ((last.bytes - first.bytes) * 8000) / (last.ms - first.ms);
  }

  /**
   * Returns the congestion of the path, if any.
   *
   * While the machine is starved, a sudden delay may be its own: only twice the standing delay, for twice the window,
   * counts then.
   *
   * @param burstMs time that one large frame takes on a path that is fast enough
   */
  congestion(burstMs: number): Congestion | undefined {
    const { suddenMs, standingMs, rateMs } = this.thresholds;
    const isSudden = !this.#isStarved && this.delayMs > suddenMs + 1.5 * burstMs && this.#knownMs >= rateMs / 2;
    if (!isSudden && this.standingMs <= this.#caution * standingMs + this.#jitterMs) {
      return undefined;
    }
    const stands = !this.#isStarved && (this.#samples.at(-1)?.ms ?? 0) - this.#progressMs >= (2 / 3) * rateMs;
    const rate = stands ? 0 : this.rate(isSudden ? rateMs : Math.max(rateMs, this.#spanMs));
    return { rate, delayMs: this.delayMs, isShrinking: this.#isShrinking, isSudden };
  }

  /** Adds the standing delay to the base delay: the path has become longer. */
  raiseBaseline(): void {
    this.#baseDelayMs += this.standingMs;
  }

  /** Whether the delay is shorter than one window ago. */
  get #isShrinking(): boolean {
    const before = this.#since(this.windowMs)?.[0];
    return before !== undefined && this.delayMs < 0.95 * this.#aboveBase(before.delayMs);
  }

  /** Mean difference between the delays of successive samples. */
  get #jitterMs(): number {
    const differences = this.#samples.map(({ delayMs }, i, all) =>
      Math.abs(delayMs - (all[i - 1]?.delayMs ?? delayMs)),
    );
    return differences.reduce((sum, each) => sum + each, 0) / Math.max(1, differences.length - 1);
  }

  /** Time for which a delay has to persist, in milliseconds. */
  get #spanMs(): number {
    return this.#caution * this.windowMs;
  }

  /** Factor of the thresholds of a standing delay. */
  get #caution(): number {
    return this.#isStarved ? 2 : 1;
  }

  get #knownMs(): number {
    return (this.#samples.at(-1)?.ms ?? 0) - (this.#samples[0]?.ms ?? 0);
  }

  #aboveBase(delayMs: number): number {
    return Math.max(0, delayMs - this.#baseDelayMs);
  }

  /**
   * Returns the samples of the last `spanMs` milliseconds, from the last one that is as old; undefined if there is
   * none.
   */
  #since(spanMs: number): Sample[] | undefined {
    const begin = (this.#samples.at(-1)?.ms ?? 0) - spanMs;
    const at = this.#samples.findLastIndex(({ ms }) => ms <= begin);
    return at < 0 ? undefined : this.#samples.slice(at);
  }
}
