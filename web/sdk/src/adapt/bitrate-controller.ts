import type { ServerQueue } from "../wire/protocol.ts";
import { PathEstimator } from "./path-estimator.ts";
import { type Bottleneck, bottleneckOf, ServerEstimators } from "./server-estimators.ts";
import { type AdaptationConfig, frameRateFor, minimumBitrate, type Target } from "./target.ts";

/** How a stream fares, as its sender knows it at a moment. */
export interface PathReport {
  /** Milliseconds, of a clock that never goes back. */
  readonly ms: number;
  /** Bytes that have reached the gateway. */
  readonly ackedBytes: number;
  /** How long the oldest of those that have not is under way, in milliseconds. */
  readonly oldestAgeMs: number;
  /** Bytes of the largest frame of late. */
  readonly largestFrame: number;
  /** How the servers keep up, as the gateway said last. */
  readonly servers: readonly ServerQueue[];
}

/** Of what a slow way takes, this part is asked for, so that what waits becomes less. */
const SAFE = 0.85;
/** The least that a step down takes away. */
const DOWN = 0.9;
/** A way that takes next to nothing may just be interrupted; there is no rate to go by. */
const STALLED = 0.1;
const STALLED_DOWN = 0.5;

/** After a step down, its effect is waited for: so long beyond one window, in milliseconds; or shorter if it gets worse. */
const SETTLE_MS = 500;
const WORSE_MS = 1000;
const WORSE = 1.6;
/** Steps down that are closer together, in milliseconds, are of one event. */
const EVENT_MS = 5000;
/** Events that are closer together, in milliseconds, make the next attempt to go up wait twice as long. */
const MEMORY_MS = 60_000;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 20_000;

/** Steps up: the first, and what they grow to while all goes well. */
const FIRST_STEP = 1.1;
const LARGEST_STEP = 1.5;
/** A step up has gone well if nothing is to be seen of it for that long beyond one window, in milliseconds. */
const STEP_MS = 1000;
/** The same for one that may be too much by little, which shows late. */
const CAREFUL_MS = 3500;
/** From this part on of what a way took of late, going up is an attempt, and goes on with care up to the other. */
const NEAR = 0.95;
const BEYOND = 1.15;

const THRESHOLDS = { suddenMs: 500, standingMs: 120, rateMs: 750 };

/**
 * Decides what bitrate a picture is encoded with, from what the gateway acknowledges. Knows no clock and no network.
 *
 * Down at once, to a little less than what the slow way takes; up in small steps that grow while all goes well. An
 * attempt that fails goes back to where it began, and makes the next one wait longer.
 */
export class BitrateController {
  readonly #windowMs: number;
  readonly #uplink: PathEstimator;
  readonly #servers: ServerEstimators;
  #config: AdaptationConfig;
  #target: Target;
  /** The bitrate before the last step up, until that has proved itself. */
  #bitrateBeforeStep: number | undefined;
  #step = FIRST_STEP;
  #nextIncreaseMs = 0;
  #waitMs = FIRST_WAIT_MS;
  #decreasedMs = Number.NEGATIVE_INFINITY;
  #increasedMs = 0;
  /** Milliseconds that waited when the last step down was made. */
  #delayAtDecrease = 0;
  /** The bitrate that a way took of late when it was given more. */
  #limit = Number.POSITIVE_INFINITY;
  /** The bitrate before a way was interrupted. */
  #bitrateBeforeStall: number | undefined;

  constructor(readonly config: AdaptationConfig) {
    this.#config = config;
    this.#windowMs = Math.min(4000, Math.max(1000, config.keyframeInterval));
    this.#uplink = new PathEstimator(this.#windowMs, THRESHOLDS);
    this.#servers = new ServerEstimators(this.#windowMs);
    this.#target = this.#createTarget(config.ceiling, "ceiling", []);
  }

  /** What to encode with now. The same object as long as nothing changes. */
  get target(): Target {
    return this.#target;
  }

  /** Whether more waits for the gateway than one frame accounts for: nothing should be added that can wait. */
  get isCongested(): boolean {
    return this.#uplink.delayMs > THRESHOLDS.suddenMs;
  }

  /** The person wishes another bitrate. */
  setCeiling(ceiling: number): void {
    this.#config = { ...this.config, ceiling, floor: Math.min(this.config.floor, ceiling) };
    const { bitrate, why, servers } = this.#target;
    const free = why === "ceiling" || bitrate >= ceiling;
    this.#bitrateBeforeStep = undefined;
    this.#target = free ? this.#createTarget(ceiling, "ceiling", []) : this.#createTarget(bitrate, why, servers);
  }

  /** Takes what is known now; to be called with each acknowledgement, and twice a second if there is none. */
  report({ ms, oldestAgeMs, ackedBytes, largestFrame, servers }: PathReport): Target {
    this.#uplink.record(ms, oldestAgeMs, ackedBytes);
    this.#servers.record(ms, servers);
    const burstMs = (largestFrame * 8000) / (this.#target.bitrate + this.#config.audioBitrate);
    const bottleneck = bottleneckOf(this.#uplink, this.#servers, this.#config.follow, burstMs);
    if (bottleneck !== undefined) {
      this.#onCongestion(ms, bottleneck, burstMs);
    } else if (ms >= this.#nextIncreaseMs) {
      this.#increase(ms);
    }
    return this.#target;
  }

  #onCongestion(ms: number, bottleneck: Bottleneck, burstMs: number): void {
    const sinceMs = ms - this.#decreasedMs;
    const isWorse = sinceMs >= WORSE_MS && bottleneck.delayMs > WORSE * this.#delayAtDecrease + burstMs;
    if (!isWorse && (sinceMs < this.#windowMs + SETTLE_MS || bottleneck.isShrinking)) {
      return;
    }
    if (bottleneck.why === "uplink" && !bottleneck.isSudden && this.#isPathLonger()) {
      this.#uplink.raiseBaseline();
    } else {
      this.#decrease(ms, bottleneck);
    }
  }

  /** Whether as much waits as before the last step down, which no queue does: less is sent than then. */
  #isPathLonger(): boolean {
    const now = this.#uplink.standingMs;
    return Math.abs(now - this.#delayAtDecrease) <= 0.2 * now;
  }

  #decrease(ms: number, { why, servers, rate, delayMs }: Bottleneck): void {
    const bitrate = rate < STALLED * this.#target.bitrate ? this.#decreaseOnStall() : this.#decreaseToRate(rate);
    this.#target = this.#createTarget(bitrate, why, servers);
    if (ms - this.#decreasedMs > EVENT_MS) {
      this.#waitMs = ms - this.#decreasedMs > MEMORY_MS ? FIRST_WAIT_MS : Math.min(LONGEST_WAIT_MS, 2 * this.#waitMs);
    }
    this.#bitrateBeforeStep = undefined;
    this.#step = FIRST_STEP;
    this.#decreasedMs = ms;
    this.#increasedMs = ms;
    this.#nextIncreaseMs = ms + (this.#bitrateBeforeStall === undefined ? this.#waitMs : this.#windowMs);
    this.#delayAtDecrease = delayMs;
  }

  /** Down while nothing passes; there is no rate to go by. */
  #decreaseOnStall(): number {
    const { bitrate } = this.#target;
    this.#bitrateBeforeStall ??= bitrate;
    return STALLED_DOWN * bitrate;
  }

  /** Down to what the way takes. An attempt that fails goes back to where it began, unless that is too much by now. */
  #decreaseToRate(rate: number): number {
    const { bitrate } = this.#target;
    const takes = rate - this.#config.audioBitrate;
    this.#limit = Math.min(bitrate, takes);
    this.#bitrateBeforeStall = undefined;
    return this.#bitrateBeforeStep === undefined
      ? Math.min(DOWN * bitrate, SAFE * takes)
      : Math.min(this.#bitrateBeforeStep, Math.max(DOWN * this.#bitrateBeforeStep, SAFE * takes), NEAR * takes);
  }

  #increase(ms: number): void {
    const { bitrate, why, servers } = this.#target;
    const { ceiling } = this.#config;
    if (this.#bitrateBeforeStep !== undefined) {
      this.#stepSucceeded(bitrate);
    }
    const next = this.#nextBitrate(bitrate);
    const isAttempt = next > NEAR * this.#limit && bitrate <= NEAR * this.#limit;
    if (bitrate >= ceiling || (isAttempt && ms < this.#increasedMs + this.#waitMs)) {
      return;
    }
    this.#bitrateBeforeStep = bitrate;
    this.#target =
      next >= ceiling ? this.#createTarget(ceiling, "ceiling", []) : this.#createTarget(next, why, servers);
    this.#increasedMs = ms;
    this.#nextIncreaseMs = ms + this.#windowMs + (next > NEAR * this.#limit ? CAREFUL_MS : STEP_MS);
  }

  /** One step up: small where the way has not taken more before; at once after a mere interruption. */
  #nextBitrate(bitrate: number): number {
    const back = SAFE * (this.#bitrateBeforeStall ?? 0);
    this.#bitrateBeforeStall = undefined;
    const careful = Math.max(FIRST_STEP * bitrate, NEAR * this.#limit);
    return Math.min(this.#config.ceiling, Math.max(back, Math.min(this.#step * bitrate, careful)));
  }

  /** The last step up has gone well. */
  #stepSucceeded(bitrate: number): void {
    this.#bitrateBeforeStep = undefined;
    this.#step = Math.min(LARGEST_STEP, 2 * this.#step - 1);
    if (bitrate > BEYOND * this.#limit) {
      this.#limit = Number.POSITIVE_INFINITY;
    }
  }

  #createTarget(bitrate: number, why: Target["why"], servers: readonly number[]): Target {
    const { ceiling } = this.#config;
    const bounded = Math.round(Math.min(ceiling, Math.max(minimumBitrate(this.#config), bitrate)));
    return { bitrate: bounded, frameRate: frameRateFor(bounded, this.#config), ceiling, why, servers };
  }
}
