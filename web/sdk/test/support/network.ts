import { FlowControl } from "../../src/adapt/flow-control.ts";
import { FrameBudget } from "../../src/adapt/frame-budget.ts";
import { FrameRateLimiter } from "../../src/adapt/frame-rate-limiter.ts";
import type { AdaptationConfig, Target } from "../../src/adapt/target.ts";
import { AUDIO, type MediaFrame, VIDEO } from "../../src/wire/frames.ts";
import type { ServerQueue } from "../../src/wire/protocol.ts";
import { SlowEncoder, type Stalls } from "./machine.ts";
import { random } from "./random.ts";

/** Rate in bit/s at a time in milliseconds. */
export type Capacity = (ms: number) => number;

/** Properties of a simulated network. */
export interface World {
  seed: number;
  uplink: Capacity;
  /** Rates by server; other servers have an unlimited rate. */
  servers?: Capacity[];
  /** Round-trip time without queueing in milliseconds; default 40. */
  roundTrip?: (ms: number) => number;
  /** Largest delay variation of a packet in milliseconds. */
  jitterMs?: number;
  /** Lowest bitrate that the encoder can produce at the full frame rate, in bit/s. */
  stubborn?: number;
  /** Stalls of the worker: it encodes nothing, and reads acknowledgements later. Its audio is sent afterwards. */
  workerStalls?: Stalls;
  /** Stalls of the browser's network process: data waits there in both directions. */
  ioStalls?: Stalls;
  /** Milliseconds that the encoder takes for a frame; default 0. */
  frameMs?: (ms: number) => number;
}

const STEP_MS = 5;

/** First-in, first-out queue before a path of limited rate. */
class Line {
  #frames: Array<MediaFrame & { left: number }> = [];
  #credit = 0;

  constructor(readonly capacity: Capacity) {}

  add(frame: MediaFrame): void {
    this.#frames.push({ ...frame, left: frame.bytes.byteLength });
  }

  /** Bytes that pass in one step. */
  advance(ms: number): MediaFrame[] {
    this.#credit += (this.capacity(ms) * STEP_MS) / 8000;
    const passed: MediaFrame[] = [];
    for (let first = this.#frames[0]; first !== undefined; first = this.#frames[0]) {
      const part = Math.min(this.#credit, first.left);
      first.left -= part;
      this.#credit -= part;
      if (first.left > 0.001) {
        break;
      }
      passed.push(first);
      this.#frames.shift();
    }
    if (this.#frames.length === 0) {
      this.#credit = 0;
    }
    return passed;
  }

  get bytes(): number {
    return this.#frames.reduce((sum, { left }) => sum + left, 0);
  }

  get ms(): number {
    const [first, last] = [this.#frames[0], this.#frames.at(-1)];
    return first === undefined || last === undefined ? 0 : last.timestamp - first.timestamp;
  }
}

interface Acknowledgement {
  ms: number;
  bytes: number;
  servers: ServerQueue[];
}

/** Leg of one server in the gateway, with its drop policy. */
class Leg {
  readonly line: Line;
  sentBytes = 0;
  frames = 0;
  dropped = 0;
  #waits = false;

  constructor(capacity: Capacity) {
    this.line = new Line(capacity);
  }

  offer(frame: MediaFrame): void {
    const share = this.#waits ? 0.5 : 0.75;
    const room = this.line.ms <= 3000 * (frame.type === AUDIO ? 1 : share);
    if (frame.type === VIDEO) {
      this.#waits = !room || (this.#waits && !frame.keyframe);
    }
    if (frame.type === VIDEO ? this.#waits : !room) {
      this.dropped++;
      return;
    }
    this.frames++;
    this.line.add(frame);
  }

  advance(ms: number): void {
    this.sentBytes += this.line.advance(ms).reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
  }

  queue(server: number): ServerQueue {
    const { sentBytes, frames, dropped, line } = this;
    return { server, queueBytes: line.bytes, queueMs: line.ms, sentBytes, frames, dropped };
  }
}

/** Sample of a run, ten per second. */
export interface Moment {
  ms: number;
  target: Target;
  /** Milliseconds of media queued for the gateway. */
  waitMs: number;
  sentBits: number;
  dropped: number;
  serverMs: number[];
  serverDropped: number[];
}

/** Change of direction. */
export interface Turn {
  readonly ms: number;
  /** Whether the value increases again. */
  readonly isUp: boolean;
}

/** Simulation of a client, a gateway and its servers on a network. Takes no real time. */
export class Simulation {
  readonly moments: Moment[] = [];
  readonly flow: FlowControl;
  readonly #random: () => number;
  readonly #limiter = new FrameRateLimiter();
  readonly #budget = new FrameBudget();
  readonly #uplink: Line;
  readonly #legs: Leg[];
  readonly #arriving: Array<{ ms: number; frame: MediaFrame }> = [];
  readonly #acks: Acknowledgement[] = [];
  #arrived = 0;
  #acked = 0;
  readonly #encoder: SlowEncoder<MediaFrame>;
  #keyframeMs = Number.NEGATIVE_INFINITY;
  /** Time up to which audio was sent. */
  #audioMs = 0;
  #tickMs = 0;

  constructor(
    readonly config: AdaptationConfig,
    readonly world: World,
  ) {
    this.#random = random(world.seed);
    this.flow = new FlowControl(config.ceiling + config.audioBitrate, config, { dropping: () => {}, target: () => {} });
    this.#encoder = new SlowEncoder(world.frameMs ?? (() => 0));
    this.#uplink = new Line((ms) => (world.ioStalls?.(ms) ? 0 : world.uplink(ms)));
    this.#legs = (world.servers ?? [() => 1e9]).map((capacity) => new Leg(capacity));
  }

  get target(): Target {
    const { target } = this.flow;
    if (target === undefined) {
      throw new Error("a stream that is not adapted");
    }
    return target;
  }

  run(endMs: number): this {
    for (let ms = 0; ms < endMs; ms += STEP_MS) {
      const runs = !this.world.workerStalls?.(ms);
      if (runs) {
        this.#work(ms);
      }
      for (const frame of this.#uplink.advance(ms)) {
        this.#arriving.push({ ms: this.#late(ms, this.#arriving.at(-1)?.ms), frame });
      }
      this.#gateway(ms);
      if (runs && !this.world.ioStalls?.(ms)) {
        this.#acknowledge(ms);
      }
      if (runs && ms % 100 === 0) {
        this.#tick(ms);
      }
      if (ms % 100 === 0) {
        this.#remember(ms);
      }
    }
    return this;
  }

  #work(ms: number): void {
    // The worst order after a stall: the timer comes before the acknowledgements that wait.
    if (ms - this.#tickMs > 100) {
      this.#tick(ms);
    }
    for (; this.#audioMs <= ms; this.#audioMs += 20) {
      this.#send(ms, this.#frame(this.#audioMs, AUDIO, (this.config.audioBitrate * 20) / 8000, false));
    }
    this.#encode(ms);
    for (const frame of this.#encoder.take(ms)) {
      this.#budget.spend(frame.bytes.byteLength, frame.keyframe);
      this.#send(ms, frame);
    }
  }

  #tick(ms: number): void {
    this.#tickMs = ms;
    this.flow.tick(ms);
  }

  #encode(ms: number): void {
    const { bitrate, frameRate } = this.target;
    const isPicture = Math.floor(ms / 33.333) !== Math.floor((ms - STEP_MS) / 33.333);
    const rate = isPicture ? this.#budget.frameRate(ms, bitrate, frameRate) : 0;
    if (!isPicture || !this.#limiter.admit(ms, rate)) {
      return;
    }
    this.flow.offered(this.#encoder.isFull);
    if (this.flow.demand === "none" || this.#encoder.isFull) {
      return;
    }
    const keyframe = this.flow.demand === "keyframe" || ms - this.#keyframeMs >= this.config.keyframeInterval;
    const asked = Math.max(bitrate / frameRate, (this.world.stubborn ?? 0) / this.config.frameRate);
    // A keyframe is as large as six other frames, which are smaller accordingly. Sizes vary by up to a third.
    const perGroup = (this.config.keyframeInterval / 1000) * frameRate;
    const size = (asked * (keyframe ? 6 : 1) * perGroup) / (perGroup + 5) / 8;
    this.#encoder.encode(ms, this.#frame(ms, VIDEO, size * (0.67 + 0.66 * this.#random()), keyframe));
    if (keyframe) {
      this.#keyframeMs = ms;
    }
  }

  #frame(timestamp: number, type: 8 | 9, size: number, keyframe: boolean): MediaFrame {
    return { type, timestamp, keyframe, config: false, bytes: new Uint8Array(Math.round(size)) };
  }

  #send(ms: number, frame: MediaFrame): void {
    if (this.flow.admit(ms, frame)) {
      this.#uplink.add(frame);
    }
  }

  #gateway(ms: number): void {
    while ((this.#arriving[0]?.ms ?? Number.POSITIVE_INFINITY) <= ms) {
      const frame = this.#arriving.shift()?.frame as MediaFrame;
      this.#arrived += frame.bytes.byteLength;
      for (const leg of this.#legs) {
        leg.offer(frame);
      }
    }
    for (const leg of this.#legs) {
      leg.advance(ms);
    }
    if (ms % 250 === 0 && this.#arrived > this.#acked) {
      this.#acked = this.#arrived;
      const servers = this.#legs.map((leg, server) => leg.queue(server));
      this.#acks.push({ ms: this.#late(ms, this.#acks.at(-1)?.ms), bytes: this.#arrived, servers });
    }
  }

  #acknowledge(ms: number): void {
    while ((this.#acks[0]?.ms ?? Number.POSITIVE_INFINITY) <= ms) {
      const { bytes, servers } = this.#acks.shift() as Acknowledgement;
      this.flow.acknowledge(ms, bytes, servers);
    }
  }

  /** Returns the arrival time of data sent now; never before that of earlier data. */
  #late(ms: number, before = 0): number {
    const oneWay = (this.world.roundTrip?.(ms) ?? 40) / 2;
    return Math.max(before, ms + oneWay + this.#random() * (this.world.jitterMs ?? 0));
  }

  #remember(ms: number): void {
    this.moments.push({
      ms,
      target: this.target,
      waitMs: this.#uplink.ms,
      sentBits: this.flow.sentBytes * 8,
      dropped: this.flow.dropped,
      serverMs: this.#legs.map(({ line }) => line.ms),
      serverDropped: this.#legs.map(({ dropped }) => dropped),
    });
  }

  between(from: number, to: number): Moment[] {
    return this.moments.filter(({ ms }) => ms >= from && ms < to);
  }

  /** Number of changes of the target. */
  changes(from: number, to: number): number {
    return this.between(from, to).filter(({ target }, i, all) => i > 0 && target !== all[i - 1]?.target).length;
  }

  /** Changes of the direction of a value of the target, from increasing to decreasing or back. */
  turns(value: (target: Target) => number): Turn[] {
    const turns: Turn[] = [];
    let last = 0;
    for (const [i, { ms, target }] of this.moments.entries()) {
      const direction = Math.sign(value(target) - value(this.moments[i - 1]?.target ?? target));
      if (direction !== 0 && direction !== last) {
        if (last !== 0) {
          turns.push({ ms, isUp: direction > 0 });
        }
        last = direction;
      }
    }
    return turns;
  }

  meanTarget(from: number, to: number): number {
    const moments = this.between(from, to);
    return moments.reduce((sum, { target }) => sum + target.bitrate, 0) / moments.length;
  }

  longestWait(from: number, to: number): number {
    return Math.max(...this.between(from, to).map(({ waitMs }) => waitMs));
  }

  /** Time from which the ceiling was kept. */
  backAt(): number {
    const last = this.moments.findLastIndex(({ target }) => target.bitrate < target.ceiling);
    return this.moments[last + 1]?.ms ?? Number.POSITIVE_INFINITY;
  }
}
