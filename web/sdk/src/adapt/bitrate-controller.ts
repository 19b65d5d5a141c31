import type { ServerQueue } from "../wire/protocol.ts";
import { AttemptBackoff } from "./attempt-backoff.ts";
import { PathEstimator } from "./path-estimator.ts";
import { type Bottleneck, bottleneckOf, ServerEstimators } from "./server-estimators.ts";
import { type AdaptationConfig, frameRateFor, minimumBitrate, type Target } from "./target.ts";
import { TurnLimit } from "./turn-limit.ts";

/** State of a stream's path to the servers at one moment. */
export interface PathReport {
  /** Milliseconds of a monotonic clock. */
  readonly ms: number;
  /** Bytes that have reached the gateway. */
  readonly ackedBytes: number;
  /** Age of the oldest bytes in flight, in milliseconds during which the worker could receive an acknowledgement. */
  readonly oldestAgeMs: number;
  /** Whether the worker is late, so that a sudden delay may be one of the machine. */
  readonly isStarved: boolean;
  /** Bytes of the largest recent frame. */
  readonly largestFrame: number;
  /** Latest send queues of the servers. */
  readonly servers: readonly ServerQueue[];
}

/** Share of a slow path's rate that is used, so that its queue drains. */
const RATE_SHARE = 0.85;
/** Smallest decrease, as a factor. */
const DECREASE = 0.9;
/** A path with a rate below this share of the bitrate may be interrupted; its rate is then not used. */
const STALLED_SHARE = 0.1;
const STALLED_DECREASE = 0.5;

/**
 * Time after a decrease, beyond one window, until the next one, in milliseconds. Shorter if the delay grows further.
 */
const SETTLE_MS = 500;
const WORSE_MS = 1000;
const WORSE_FACTOR = 1.6;
/** Wait from a decrease to an increase, at first and at most, in milliseconds. */
const FIRST_WAIT_MS = 4000;
const LONGEST_WAIT_MS = 120_000;
/** Queueing delay that counts as an overflow, in milliseconds. The window of data in flight holds little more. */
const OVERFLOW_MS = 1000;

/** Factors of an increase: the first, and the largest, to which it grows while increases succeed. */
const FIRST_STEP = 1.1;
const LARGEST_STEP = 1.5;
/** Time beyond one window after which an increase has succeeded, in milliseconds. */
const STEP_MS = 1000;
/** Time beyond one window after which an increase near the known limit has succeeded, in milliseconds. */
const CAREFUL_MS = 3500;
/** Increases between these shares of the known limit are attempts and proceed carefully. */
const NEAR_LIMIT = 0.95;
const BEYOND_LIMIT = 1.15;

const THRESHOLDS = { suddenMs: 500, standingMs: 120, rateMs: 750 };

/**
 * Selects the bitrate of the video from the gateway's acknowledgements. Independent of clock and network.
 *
 * Decreases at once to slightly less than the rate of the slow path. Increases in small steps, which grow while they
 * succeed. A failed increase returns to the bitrate before it, and {@link AttemptBackoff} doubles the wait before the next
 * one: 4 s after the first decrease, up to 120 s after failures.
 *
 * Changes of direction follow {@link TurnLimit}: 30 s apart. The only exception is an emergency, which is a decrease without
 * which a queue would overflow before the 30 s are over. An increase has no exception.
 */
export class BitrateController {
  readonly #windowMs: number;
  readonly #uplink: PathEstimator;
  readonly #servers: ServerEstimators;
  #config: AdaptationConfig;
  #target: Target;
  /** Bitrate before the last increase, until that has succeeded. */
  #bitrateBeforeStep: number | undefined;
  #stepFactor = FIRST_STEP;
  #nextIncreaseMs = 0;
  readonly #turns = new TurnLimit();
  readonly #backoff = new AttemptBackoff(FIRST_WAIT_MS, LONGEST_WAIT_MS);
  #decreasedMs = Number.NEGATIVE_INFINITY;
  /** Delay at the last decrease in milliseconds. */
  #delayAtDecrease = 0;
  /** Recently measured limit of a path, in bit/s of video. */
  #knownLimit = Number.POSITIVE_INFINITY;
  /** Bitrate before a path was interrupted. */
  #bitrateBeforeStall: number | undefined;

  constructor(readonly config: AdaptationConfig) {
    this.#config = config;
    this.#windowMs = Math.min(4000, Math.max(1000, config.keyframeInterval));
    this.#uplink = new PathEstimator(this.#windowMs, THRESHOLDS);
    this.#servers = new ServerEstimators(this.#windowMs);
    this.#target = this.#createTarget(config.ceiling, "ceiling", []);
  }

  /** Current encoding target. Stays the same object until something changes. */
  get target(): Target {
    return this.#target;
  }

  /** Whether more is in flight than one frame explains. Optional data, such as extra keyframes, should wait. */
  get isCongested(): boolean {
    return this.#uplink.delayMs > THRESHOLDS.suddenMs;
  }

  /** Sets the highest bitrate, in bit/s. */
  setCeiling(ceiling: number): void {
    this.#config = { ...this.config, ceiling, floor: Math.min(this.config.floor, ceiling) };
    const { bitrate, why, servers } = this.#target;
    const free = why === "ceiling" || bitrate >= ceiling;
    this.#bitrateBeforeStep = undefined;
    this.#target = free ? this.#createTarget(ceiling, "ceiling", []) : this.#createTarget(bitrate, why, servers);
  }

  /** Updates the target; to be called with each acknowledgement, and every 500 ms without one. */
  report({ ms, oldestAgeMs, isStarved, ackedBytes, largestFrame, servers }: PathReport): Target {
    this.#uplink.record(ms, oldestAgeMs, ackedBytes, isStarved);
    this.#servers.record(ms, servers);
    const burstMs = (largestFrame * 8000) / (this.#target.bitrate + this.#config.audioBitrate);
    const bottleneck = bottleneckOf(this.#uplink, this.#servers, this.#config.follow, burstMs);
    if (bottleneck !== undefined) {
      this.#onCongestion(ms, bottleneck, burstMs);
    } else if (ms >= this.#nextIncreaseMs && this.#turns.waitMs(ms, "up") === 0) {
      this.#increase(ms);
    }
    return this.#target;
  }

  #onCongestion(ms: number, bottleneck: Bottleneck, burstMs: number): void {
    const sinceMs = ms - this.#decreasedMs;
    const isWorse = sinceMs >= WORSE_MS && bottleneck.delayMs > WORSE_FACTOR * this.#delayAtDecrease + burstMs;
    if (!isWorse && (sinceMs < this.#windowMs + SETTLE_MS || bottleneck.isShrinking)) {
      return;
    }
    const waitMs = this.#turns.waitMs(ms, "down");
    if (waitMs === 0 && bottleneck.why === "uplink" && !bottleneck.isSudden && this.#isPathLonger()) {
      this.#uplink.raiseBaseline();
    } else if (waitMs === 0 || this.#wouldOverflow(bottleneck, waitMs)) {
      this.#decrease(ms, bottleneck);
    }
  }

  /** Whether a queue would overflow within a time at the current bitrate. */
  #wouldOverflow({ rate, delayMs }: Bottleneck, waitMs: number): boolean {
    const growth = (this.#target.bitrate + this.#config.audioBitrate) / rate - 1;
    return delayMs + growth * waitMs > OVERFLOW_MS;
  }

  /**
   * Whether the delay is as long as before the last decrease. A queue would be shorter, so the path itself is longer.
   */
  #isPathLonger(): boolean {
    const now = this.#uplink.standingMs;
    return Math.abs(now - this.#delayAtDecrease) <= 0.2 * now;
  }

  #decrease(ms: number, { why, servers, rate, delayMs }: Bottleneck): void {
    const bitrate = rate < STALLED_SHARE * this.#target.bitrate ? this.#decreaseOnStall() : this.#decreaseToRate(rate);
    this.#target = this.#createTarget(bitrate, why, servers);
    this.#backoff.decreased(ms);
    this.#turns.changed(ms, "down");
    this.#bitrateBeforeStep = undefined;
    this.#stepFactor = FIRST_STEP;
    this.#decreasedMs = ms;
    this.#nextIncreaseMs = ms + (this.#bitrateBeforeStall === undefined ? this.#backoff.waitMs : this.#windowMs);
    this.#delayAtDecrease = delayMs;
  }

  /** Returns the bitrate while a path is interrupted and its rate is unknown. */
  #decreaseOnStall(): number {
    const { bitrate } = this.#target;
    this.#bitrateBeforeStall ??= bitrate;
    return STALLED_DECREASE * bitrate;
  }

  /**
   * Returns the bitrate for a path's rate. A failed increase returns to the bitrate before it, unless the path has
   * become slower.
   */
  #decreaseToRate(rate: number): number {
    const { bitrate } = this.#target;
    const takes = rate - this.#config.audioBitrate;
    this.#knownLimit = Math.min(bitrate, takes);
    this.#bitrateBeforeStall = undefined;
    return this.#bitrateBeforeStep === undefined
      ? Math.min(DECREASE * bitrate, RATE_SHARE * takes)
      : Math.min(
          this.#bitrateBeforeStep,
          Math.max(DECREASE * this.#bitrateBeforeStep, RATE_SHARE * takes),
          NEAR_LIMIT * takes,
        );
  }

  #increase(ms: number): void {
    const { bitrate, why, servers } = this.#target;
    const { ceiling } = this.#config;
    if (this.#bitrateBeforeStep !== undefined) {
      this.#stepSucceeded(bitrate);
    }
    const next = this.#nextBitrate(bitrate);
    if (bitrate >= ceiling) {
      return;
    }
    this.#bitrateBeforeStep = bitrate;
    this.#backoff.increased(ms);
    this.#turns.changed(ms, "up");
    this.#target =
      next >= ceiling ? this.#createTarget(ceiling, "ceiling", []) : this.#createTarget(next, why, servers);
    this.#nextIncreaseMs = ms + this.#windowMs + (next > NEAR_LIMIT * this.#knownLimit ? CAREFUL_MS : STEP_MS);
  }

  /**
   * Returns the bitrate after an increase: a small step near the known limit, the old bitrate after an interruption.
   */
  #nextBitrate(bitrate: number): number {
    const back = RATE_SHARE * (this.#bitrateBeforeStall ?? 0);
    this.#bitrateBeforeStall = undefined;
    const careful = Math.max(FIRST_STEP * bitrate, NEAR_LIMIT * this.#knownLimit);
    return Math.min(this.#config.ceiling, Math.max(back, Math.min(this.#stepFactor * bitrate, careful)));
  }

  /** Makes further steps larger after an increase that succeeded. */
  #stepSucceeded(bitrate: number): void {
    this.#bitrateBeforeStep = undefined;
    this.#stepFactor = Math.min(LARGEST_STEP, 2 * this.#stepFactor - 1);
    if (bitrate > BEYOND_LIMIT * this.#knownLimit) {
      this.#knownLimit = Number.POSITIVE_INFINITY;
    }
  }

  #createTarget(bitrate: number, why: Target["why"], servers: readonly number[]): Target {
    const { ceiling } = this.#config;
    const bounded = Math.round(Math.min(ceiling, Math.max(minimumBitrate(this.#config), bitrate)));
    return { bitrate: bounded, frameRate: frameRateFor(bounded, this.#config), ceiling, why, servers };
  }
}
