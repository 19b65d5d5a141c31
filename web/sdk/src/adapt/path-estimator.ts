/** How much one way may hold before it counts as too slow. */
export interface DelayThresholds {
  /** Milliseconds that wait at any one time, besides what one large frame takes. */
  readonly suddenMs: number;
  /** Milliseconds that wait all the time, besides what is jitter. */
  readonly standingMs: number;
  /** Time over which the rate of a way is taken that has just become slow; what it took before should not count. */
  readonly rateMs: number;
}

/** A way that takes less than it is given. */
export interface Congestion {
  /** bit/s that it takes. */
  readonly rate: number;
  /** Milliseconds that media waits. */
  readonly delayMs: number;
  /** Whether less waits than a while ago, so that it resolves itself. */
  readonly isShrinking: boolean;
  /** Whether it has just begun to hold much; otherwise something waits all the time. */
  readonly isSudden: boolean;
}

interface Sample {
  readonly ms: number;
  readonly delayMs: number;
  readonly bytes: number;
}

/**
 * What is known of one way by what waits before it and what has passed it: to the gateway, or from there to a server.
 *
 * A keyframe is as large as many pictures and waits on a way that is fast enough, but only for a while: a way takes all
 * that it is given if nothing waits at least once from keyframe to keyframe.
 */
export class PathEstimator {
  readonly #samples: Sample[] = [];
  #baseDelayMs: number;
  /** When something has passed last. */
  #progressMs = Number.NEGATIVE_INFINITY;

  /**
   * @param windowMs in which nothing should wait at least once
   * @param leastMs milliseconds that the way takes when it is empty; found out if it is not said
   */
  constructor(
    readonly windowMs: number,
    readonly thresholds: DelayThresholds,
    baseDelayMs = Number.POSITIVE_INFINITY,
  ) {
    this.#baseDelayMs = baseDelayMs;
  }

  /** At `ms`, media has waited `delayMs`, 0 if there is none, and `bytes` have passed in all. */
  record(ms: number, delayMs: number, bytes: number): void {
    this.#detectRestart(ms, bytes - (this.#samples.at(-1)?.bytes ?? 0));
    if (delayMs > 0) {
      this.#baseDelayMs = Math.min(this.#baseDelayMs, delayMs);
    }
    this.#samples.push({ ms, delayMs, bytes });
    const begin = ms - Math.max(this.windowMs, this.thresholds.rateMs);
    while ((this.#samples[1]?.ms ?? ms) <= begin) {
      this.#samples.shift();
    }
  }

  /** Begins anew with a connection that is new, and after an interruption: what was before says nothing of what is now. */
  #detectRestart(ms: number, passed: number): void {
    if (passed < 0 || (passed > 0 && ms - this.#progressMs > this.thresholds.rateMs)) {
      this.#samples.length = 0;
    }
    if (passed !== 0) {
      this.#progressMs = ms;
    }
  }

  /** Milliseconds that media waits now, beyond what the way takes when it is empty. */
  get delayMs(): number {
    return this.#aboveBase(this.#samples.at(-1)?.delayMs ?? 0);
  }

  /** The least of it in the window; 0 before it was watched for that long. */
  get standingMs(): number {
    const since = this.#since(this.windowMs);
    return since === undefined ? 0 : this.#aboveBase(Math.min(...since.map(({ delayMs }) => delayMs)));
  }

  /** Whether anything passes, or waits to. */
  get isUsed(): boolean {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    return first !== undefined && last !== undefined && (last.bytes > first.bytes || this.delayMs > 0);
  }

  /** bit/s that passed in the last `spanMs`, or in the time that is known. */
  rate(spanMs: number): number {
    const last = this.#samples.at(-1);
    const first = (this.#since(spanMs) ?? this.#samples)[0];
    return last === undefined || first === undefined || last.ms === first.ms
      ? 0
      : ((last.bytes - first.bytes) * 8000) / (last.ms - first.ms);
  }

  /** @param burstMs what one large frame takes on a way that is fast enough */
  congestion(burstMs: number): Congestion | undefined {
    const { suddenMs, standingMs, rateMs } = this.thresholds;
    const isSudden = this.delayMs > suddenMs + 1.5 * burstMs && this.#knownMs >= rateMs / 2;
    if (!isSudden && this.standingMs <= standingMs + this.#jitterMs) {
      return undefined;
    }
    const stands = (this.#samples.at(-1)?.ms ?? 0) - this.#progressMs >= (2 / 3) * rateMs;
    const rate = stands ? 0 : this.rate(isSudden ? rateMs : Math.max(rateMs, this.windowMs));
    return { rate, delayMs: this.delayMs, isShrinking: this.#isShrinking, isSudden };
  }

  /** What waits all the time does not wait: the way has become longer. */
  raiseBaseline(): void {
    this.#baseDelayMs += this.standingMs;
  }

  /** Whether less waits than a window ago: what is too much is on its way out. */
  get #isShrinking(): boolean {
    const before = this.#since(this.windowMs)?.[0];
    return before !== undefined && this.delayMs < 0.95 * this.#aboveBase(before.delayMs);
  }

  /** How much what waits differs from one time to the next. */
  get #jitterMs(): number {
    const differences = this.#samples.map(({ delayMs }, i, all) =>
      Math.abs(delayMs - (all[i - 1]?.delayMs ?? delayMs)),
    );
    return differences.reduce((sum, each) => sum + each, 0) / Math.max(1, differences.length - 1);
  }

  get #knownMs(): number {
    return (this.#samples.at(-1)?.ms ?? 0) - (this.#samples[0]?.ms ?? 0);
  }

  #aboveBase(delayMs: number): number {
    return Math.max(0, delayMs - this.#baseDelayMs);
  }

  /** The points of the last `spanMs`, beginning with the last one that is as old; none if none is. */
  #since(spanMs: number): Sample[] | undefined {
    const begin = (this.#samples.at(-1)?.ms ?? 0) - spanMs;
    const at = this.#samples.findLastIndex(({ ms }) => ms <= begin);
    return at < 0 ? undefined : this.#samples.slice(at);
  }
}
