/** How much one way may hold before it counts as too slow. */
export interface Patience {
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
  readonly sudden: boolean;
}

interface Point {
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
export class Way {
  readonly #points: Point[] = [];
  #leastMs: number;
  /** When something has passed last. */
  #movedMs = Number.NEGATIVE_INFINITY;

  /**
   * @param windowMs in which nothing should wait at least once
   * @param leastMs milliseconds that the way takes when it is empty; found out if it is not said
   */
  constructor(
    readonly windowMs: number,
    readonly patience: Patience,
    leastMs = Number.POSITIVE_INFINITY,
  ) {
    this.#leastMs = leastMs;
  }

  /** At `ms`, media has waited `delayMs`, 0 if there is none, and `bytes` have passed in all. */
  count(ms: number, delayMs: number, bytes: number): void {
    this.#begin(ms, bytes - (this.#points.at(-1)?.bytes ?? 0));
    if (delayMs > 0) {
      this.#leastMs = Math.min(this.#leastMs, delayMs);
    }
    this.#points.push({ ms, delayMs, bytes });
    const begin = ms - Math.max(this.windowMs, this.patience.rateMs);
    while ((this.#points[1]?.ms ?? ms) <= begin) {
      this.#points.shift();
    }
  }

  /** Begins anew with a connection that is new, and after an interruption: what was before says nothing of what is now. */
  #begin(ms: number, passed: number): void {
    if (passed < 0 || (passed > 0 && ms - this.#movedMs > this.patience.rateMs)) {
      this.#points.length = 0;
    }
    if (passed !== 0) {
      this.#movedMs = ms;
    }
  }

  /** Milliseconds that media waits now, beyond what the way takes when it is empty. */
  get delayMs(): number {
    return this.#beyond(this.#points.at(-1)?.delayMs ?? 0);
  }

  /** The least of it in the window; 0 before it was watched for that long. */
  get standingMs(): number {
    const since = this.#since(this.windowMs);
    return since === undefined ? 0 : this.#beyond(Math.min(...since.map(({ delayMs }) => delayMs)));
  }

  /** Whether anything passes, or waits to. */
  get isUsed(): boolean {
    const [first, last] = [this.#points[0], this.#points.at(-1)];
    return first !== undefined && last !== undefined && (last.bytes > first.bytes || this.delayMs > 0);
  }

  /** bit/s that passed in the last `spanMs`, or in the time that is known. */
  rate(spanMs: number): number {
    const last = this.#points.at(-1);
    const first = (this.#since(spanMs) ?? this.#points)[0];
    return last === undefined || first === undefined || last.ms === first.ms
      ? 0
      : ((last.bytes - first.bytes) * 8000) / (last.ms - first.ms);
  }

  /** @param burstMs what one large frame takes on a way that is fast enough */
  congestion(burstMs: number): Congestion | undefined {
    const { suddenMs, standingMs, rateMs } = this.patience;
    const sudden = this.delayMs > suddenMs + 1.5 * burstMs && this.#knownMs >= rateMs / 2;
    if (!sudden && this.standingMs <= standingMs + this.#jitterMs) {
      return undefined;
    }
    const stands = (this.#points.at(-1)?.ms ?? 0) - this.#movedMs >= (2 / 3) * rateMs;
    const rate = stands ? 0 : this.rate(sudden ? rateMs : Math.max(rateMs, this.windowMs));
    return { rate, delayMs: this.delayMs, isShrinking: this.#isShrinking, sudden };
  }

  /** What waits all the time does not wait: the way has become longer. */
  becameLonger(): void {
    this.#leastMs += this.standingMs;
  }

  /** Whether less waits than a window ago: what is too much is on its way out. */
  get #isShrinking(): boolean {
    const before = this.#since(this.windowMs)?.[0];
    return before !== undefined && this.delayMs < 0.95 * this.#beyond(before.delayMs);
  }

  /** How much what waits differs from one time to the next. */
  get #jitterMs(): number {
    const differences = this.#points.map(({ delayMs }, i, all) => Math.abs(delayMs - (all[i - 1]?.delayMs ?? delayMs)));
    return differences.reduce((sum, each) => sum + each, 0) / Math.max(1, differences.length - 1);
  }

  get #knownMs(): number {
    return (this.#points.at(-1)?.ms ?? 0) - (this.#points[0]?.ms ?? 0);
  }

  #beyond(delayMs: number): number {
    return Math.max(0, delayMs - this.#leastMs);
  }

  /** The points of the last `spanMs`, beginning with the last one that is as old; none if none is. */
  #since(spanMs: number): Point[] | undefined {
    const begin = (this.#points.at(-1)?.ms ?? 0) - spanMs;
    const at = this.#points.findLastIndex(({ ms }) => ms <= begin);
    return at < 0 ? undefined : this.#points.slice(at);
  }
}
