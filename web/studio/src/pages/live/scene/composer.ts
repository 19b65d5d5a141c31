import { FramePace } from "./frame-pace.ts";
import { InputClock } from "./input-clock.ts";
import type { InputName, Layer } from "./layers.ts";
import { PaceCheck } from "./pace-check.ts";

/** Subset of `VideoFrame` that the composer uses. */
export interface InputFrame {
  /** Microseconds of the input's own clock. */
  readonly timestamp: number;
  close(): void;
}

/** Composition: the size and frame rate of the output, and its layers. */
export interface Composed {
  readonly width: number;
  readonly height: number;
  /** In fps. */
  readonly frameRate: number;
  readonly layers: readonly Layer[];
}

/** Draws and outputs frames. */
export interface Canvas<F extends InputFrame> {
  draw(composed: Composed, frames: ReadonlyMap<InputName, F>): void;
  /** Outputs what was drawn. Fulfilled when the next frame can be output. */
  output(timestampMs: number): Promise<void>;
}

/** Open input. */
interface Input<F extends InputFrame> {
  readonly reader: ReadableStreamDefaultReader<F>;
  readonly clock: InputClock;
}

/**
 * Composes the frames of video inputs. One input drives: its frames are composed when they arrive, and keep their times.
 * If it delivers none, as a screen that does not change, frames are composed by the clock.
 */
export class Composer<F extends InputFrame> {
  readonly #inputs = new Map<InputName, Input<F>>();
  readonly #frames = new Map<InputName, F>();
  #composed: Composed | undefined;
  #pace = new FramePace(1);
  #check = new PaceCheck(1);
  #isBusy = false;
  #isDrawn = false;

  /** @param now clock in milliseconds */
  constructor(
    readonly canvas: Canvas<F>,
    readonly now: () => number,
  ) {}

  /** Whether the machine composes fewer frames than the frame rate demands, see {@link PaceCheck}. */
  get isSlow(): boolean {
    return this.#check.isSlow;
  }

  /** Changes the composition from the next frame on. */
  show(composed: Composed): void {
    if (composed.frameRate !== this.#composed?.frameRate) {
      this.#pace = new FramePace(composed.frameRate);
      this.#check = new PaceCheck(composed.frameRate);
    }
    this.#composed = composed;
    this.#isDrawn = false;
  }

  /** Replaces an input. Its last frame is shown until the new input delivers one; without an input it is removed. */
  replace(name: InputName, readable: ReadableStream<F> | undefined): void {
    this.#inputs
      .get(name)
      ?.reader.cancel()
      .catch(() => {});
    if (readable === undefined) {
      this.#inputs.delete(name);
      this.#frames.get(name)?.close();
      this.#frames.delete(name);
      this.#isDrawn = false;
    } else {
      const input = { reader: readable.getReader(), clock: new InputClock() };
      this.#inputs.set(name, input);
      void this.#read(name, input);
    }
  }

  /** Composes the frame that is missing, if any; to be called a few times per frame. */
  tick(): void {
    if (this.#composed === undefined) {
      return;
    }
    const timeMs = this.#isBusy ? undefined : this.#pace.fill(this.now());
    if (timeMs !== undefined) {
      void this.#compose(timeMs);
    }
    this.#check.update(this.now());
  }

  async #read(name: InputName, input: Input<F>): Promise<void> {
    const isCurrent = () => this.#inputs.get(name) === input;
    try {
      for (let read = await input.reader.read(); !read.done; read = await input.reader.read()) {
        if (isCurrent()) {
          this.#receive(name, input, read.value);
        } else {
          read.value.close();
        }
      }
    } catch {
      // The track failed, which ends it.
    }
    // Its last frame is shown until the page changes the composition.
    if (isCurrent()) {
      this.#inputs.delete(name);
    }
  }

  #receive(name: InputName, { clock }: Input<F>, frame: F): void {
    this.#frames.get(name)?.close();
    this.#frames.set(name, frame);
    this.#isDrawn = false;
    const timeMs = clock.timeOf(frame.timestamp / 1000, this.now());
    if (name === this.#driver() && !this.#isBusy && this.#pace.admit(timeMs)) {
      void this.#compose(timeMs);
    }
  }

  /** The camera drives where it is shown: it delivers frames regularly, and its frames belong to the voice. */
  #driver(): InputName | undefined {
    const layers = this.#composed?.layers ?? [];
    const isShown = (name: InputName) => layers.some((layer) => layer.kind === "video" && layer.input === name);
    return (["camera", "screen"] as const).find((name) => this.#inputs.has(name) && isShown(name));
  }

  async #compose(timeMs: number): Promise<void> {
    if (this.#composed === undefined) {
      return;
    }
    if (!this.#isDrawn) {
      this.canvas.draw(this.#composed, this.#frames);
      this.#isDrawn = true;
    }
    this.#check.count();
    this.#isBusy = true;
    await this.canvas.output(timeMs);
    this.#isBusy = false;
  }
}
