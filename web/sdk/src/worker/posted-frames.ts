import type { CaptureSource } from "./capture-source.ts";
import { FrameQueue } from "./frame-queue.ts";
import type { Clock } from "./timing.ts";

/** Most frames that are not read yet. */
const CAPACITY = 2;

/** Time between the frames of a hidden page, in milliseconds. */
const HIDDEN_MS = 33;

/** Time without an answer of a hidden page after which the browser has throttled it, in milliseconds. */
const THROTTLED_MS = 2000;

/** Callbacks of {@link PostedFrames}. */
export interface PostedFramesListener {
  /** The page may post another frame. */
  taken(): void;
  /** A hidden page is asked for a frame. */
  wanted(): void;
  /** The browser has throttled the hidden page, or no longer does. */
  throttled(isThrottled: boolean): void;
  cancelled(): void;
}

/** Video frames that the page posts. Sets the pace while the page is hidden, as the timers of a worker run on. */
export class PostedFrames implements CaptureSource {
  readonly #queue: FrameQueue<VideoFrame>;
  #timer: ReturnType<typeof setInterval> | undefined;
  #answeredMs = 0;
  #isThrottled = false;

  constructor(
    readonly listener: PostedFramesListener,
    readonly clock: Clock,
  ) {
    this.#queue = new FrameQueue(CAPACITY, () => {
      clearInterval(this.#timer);
      listener.cancelled();
    });
  }

  get readable(): ReadableStream<VideoFrame> {
    return this.#queue.readable;
  }

  frame(frame: VideoFrame): void {
    this.#answered();
    this.#queue.push(frame);
    this.listener.taken();
  }

  hidden(isHidden: boolean): void {
    clearInterval(this.#timer);
    this.#answered();
    if (isHidden) {
      this.#timer = setInterval(() => this.#want(), HIDDEN_MS);
    }
  }

  end(): void {
    clearInterval(this.#timer);
    this.#queue.end();
  }

  fail(error: Error): void {
    clearInterval(this.#timer);
    this.#queue.fail(error);
  }

  #want(): void {
    this.#setThrottled(this.clock() - this.#answeredMs > THROTTLED_MS);
    this.listener.wanted();
  }

  #answered(): void {
    this.#answeredMs = this.clock();
    this.#setThrottled(false);
  }

  #setThrottled(isThrottled: boolean): void {
    if (isThrottled !== this.#isThrottled) {
      this.#isThrottled = isThrottled;
      this.listener.throttled(isThrottled);
    }
  }
}
