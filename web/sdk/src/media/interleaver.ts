import { AUDIO, type MediaFrame, VIDEO } from "../wire/frames.ts";

/**
 * Interleaves audio and video by timestamp. Holds all frames until each track has its codec configuration, as servers
 * read both at the start. A silent track delays the other one only for a bounded time.
 */
export class Interleaver {
  readonly #queues = new Map<number, MediaFrame[]>();
  readonly #configured = new Set<number>();
  #open = false;

  /**
   * @param tracks the tracks of the stream
   * @param emit receives the frames in order
   * @param holdMs longest time for which a track waits for the other one, in milliseconds of media
   * @param startMs the same while a codec configuration is missing
   */
  constructor(
    tracks: { audio: boolean; video: boolean },
    readonly emit: (frame: MediaFrame) => void,
    readonly holdMs = 400,
    readonly startMs = 3000,
  ) {
    if (tracks.audio) {
      this.#queues.set(AUDIO, []);
    }
    if (tracks.video) {
      this.#queues.set(VIDEO, []);
    }
  }

  push(frame: MediaFrame): void {
    const queue = this.#queues.get(frame.type);
    if (queue === undefined) {
      throw new TypeError(`frame of type ${frame.type}, expected one of the tracks ${[...this.#queues.keys()]}`);
    }
    queue.push(frame);
    if (frame.config) {
      this.#configured.add(frame.type);
    }
    this.#open ||= this.#configured.size === this.#queues.size || span(queue) > this.startMs;
    if (this.#open) {
      this.#drain();
    }
  }

  /** Emits all queued frames. */
  flush(): void {
    this.#open = true;
    for (let queue = this.#earliest(); queue !== undefined; queue = this.#earliest()) {
      this.#emitFirst(queue);
    }
  }

  #drain(): void {
    for (let queue = this.#earliest(); queue !== undefined; queue = this.#earliest()) {
      const complete = [...this.#queues.values()].every((each) => each.length > 0);
      if (!complete && !queue[0]?.config && span(queue) <= this.holdMs) {
        return;
      }
      this.#emitFirst(queue);
    }
  }

  #emitFirst(queue: MediaFrame[]): void {
    const first = queue.shift();
    if (first !== undefined) {
      this.emit(first);
    }
  }

  /** Returns the queue whose frame is next: a configuration first, then by time, audio before video. */
  #earliest(): MediaFrame[] | undefined {
    let earliest: MediaFrame[] | undefined;
    for (const queue of this.#queues.values()) {
      if (queue.length > 0 && (earliest === undefined || order(queue[0]) < order(earliest[0]))) {
        earliest = queue;
      }
    }
    return earliest;
  }
}

function order(frame: MediaFrame | undefined): number {
  return frame === undefined || frame.config ? Number.NEGATIVE_INFINITY : frame.timestamp;
}

function span(queue: MediaFrame[]): number {
  return (queue.at(-1)?.timestamp ?? 0) - (queue[0]?.timestamp ?? 0);
}
