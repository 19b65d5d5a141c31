/** How far a live stream may fall behind its target before it jumps, in seconds; below, it is sped up. */
const JUMP = 3;

/** After a beginning everything that has come at once is passed over, for so many milliseconds. */
const STARTUP_MS = 1500;

/** For how long sections after a seek are jumped to: what was still under way comes before what was sought. */
const FOLLOW_MS = 2000;

/** Where a video element plays, and where it is moved to. Only ever to what is buffered. */
export class Playhead {
  #startupUntil = 0;
  #followUntil = 0;
  #target: number | undefined;

  constructor(readonly video: HTMLVideoElement) {}

  /** Seconds that are buffered from here on, up to the end of what is. */
  get ahead(): number {
    const { buffered, currentTime } = this.video;
    const end = buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1);
    return Math.max(0, Math.round((end - currentTime) * 1000) / 1000);
  }

  /** A new engine plays. */
  reset(): void {
    this.#startupUntil = performance.now() + STARTUP_MS;
    this.#target = undefined;
  }

  /** A recording was sought: the next section is what the person wants to see. */
  followNextSection(): void {
    this.#followUntil = performance.now() + FOLLOW_MS;
  }

  /** A section begins there, in seconds of the element. */
  sectionStartsAt(seconds: number): void {
    if (performance.now() < this.#followUntil) {
      this.#target = seconds;
    }
  }

  /** @param latency of a live stream, in seconds; undefined for a recording */
  update(latency: number | undefined): void {
    if (this.#target !== undefined && this.#isBuffered(this.#target)) {
      this.video.currentTime = this.#target;
      this.#target = undefined;
    } else if (latency !== undefined && !this.video.paused) {
      const slack = performance.now() < this.#startupUntil ? 0.2 : JUMP;
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
