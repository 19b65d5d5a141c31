/** Latency above the target from which a live stream seeks to its edge, in seconds. Below that it is only sped up. */
const JUMP_SECONDS = 3;

/** Time after a start in which media that arrived in a burst is skipped, in milliseconds. */
const STARTUP_MS = 1500;

/**
 * Time after a seek in which the playhead follows new sections, in milliseconds. Media from the old position may arrive
 * first.
 */
const FOLLOW_MS = 2000;

/** Controls the position of a video element. Seeks only to buffered positions. */
export class Playhead {
  #startupUntil = 0;
  #followUntil = 0;
  #target: number | undefined;

  constructor(readonly video: HTMLVideoElement) {}

  /** Seconds buffered after the current position, up to the end of the buffer. */
  get ahead(): number {
    const { buffered, currentTime } = this.video;
    const end = buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1);
    return Math.max(0, Math.round((end - currentTime) * 1000) / 1000);
  }

  /** Resets the playhead for a new engine. */
  reset(): void {
    this.#startupUntil = performance.now() + STARTUP_MS;
    this.#target = undefined;
  }

  /** Follows the next section, after a seek in a recording. */
  followNextSection(): void {
    this.#followUntil = performance.now() + FOLLOW_MS;
  }

  /**
   * Records the start of a section.
   *
   * @param seconds time of the element
   */
  sectionStartsAt(seconds: number): void {
    if (performance.now() < this.#followUntil) {
      this.#target = seconds;
    }
  }

  /**
   * Updates the position.
   *
   * @param latency target of a live stream in seconds; undefined for a recording
   */
  update(latency: number | undefined): void {
    if (this.#target !== undefined && this.#isBuffered(this.#target)) {
      this.video.currentTime = this.#target;
      this.#target = undefined;
    } else if (latency !== undefined && !this.video.paused) {
      const slack = performance.now() < this.#startupUntil ? 0.2 : JUMP_SECONDS;
      if (this.ahead > latency + slack) {
        this.video.currentTime += this.ahead - latency;
      }
    }
  }

  #isBuffered(seconds: number): boolean {
    const { buffered } = this.video;
    return Array.from({ length: buffered.length }, (_, i) => i).some(
      (i) => buffered.start(i) <= seconds && seconds < buffered.end(i),
    );
  }
}
