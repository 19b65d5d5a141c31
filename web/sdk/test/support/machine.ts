import { random } from "./random.ts";

/** Tells whether something stands still at a time in milliseconds. */
export type Stalls = (ms: number) => boolean;

/** Bounds of durations in milliseconds. */
export type Between = readonly [least: number, most: number];

/** Returns stalls of a machine without enough processor time, between two seconds. */
export function stalls(seed: number, [from, to]: Between, still: Between, runs: Between): Stalls {
  const chance = random(seed);
  const within = ([least, most]: Between) => least + (most - least) * chance() ** 2;
  const times: Array<{ begin: number; end: number }> = [];
  for (let ms = from * 1000; ms < to * 1000; ) {
    const end = ms + within(still);
    times.push({ begin: ms, end });
    ms = end + within(runs);
  }
  return (ms) => times.some(({ begin, end }) => ms >= begin && ms < end);
}

/** Most frames in the encoder's queue, as in the worker. */
const MAX_QUEUE = 4;

/** Encoder that takes some time for each frame. */
export class SlowEncoder<Frame> {
  readonly #frames: Array<{ ms: number; frame: Frame }> = [];

  /** @param frameMs milliseconds for one frame that is begun at a time */
  constructor(readonly frameMs: (ms: number) => number) {}

  /** Whether a frame that is captured now is skipped. */
  get isFull(): boolean {
    return this.#frames.length >= MAX_QUEUE;
  }

  encode(ms: number, frame: Frame): void {
    const begin = Math.max(ms, this.#frames.at(-1)?.ms ?? 0);
    this.#frames.push({ ms: begin + this.frameMs(begin), frame });
  }

  /** Returns the frames that are encoded by now. */
  take(ms: number): Frame[] {
    const taken: Frame[] = [];
    while ((this.#frames[0]?.ms ?? Number.POSITIVE_INFINITY) <= ms) {
      taken.push(this.#frames.shift()?.frame as Frame);
    }
    return taken;
  }
}
