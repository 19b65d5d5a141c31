import type { PlayableStream } from "./playable-stream.ts";

/** Buffers at which a recording is paused and resumed on the server, in seconds. */
const PAUSE_AHEAD_SECONDS = 60;
const RESUME_AHEAD_SECONDS = 20;

/** Limits the buffer of a recording, as some servers send recordings as fast as possible. */
export class RecordingThrottle {
  #isThrottled = false;

  constructor(readonly stream: Pick<PlayableStream, "isPaused" | "pause" | "resume">) {}

  /**
   * Pauses or resumes the stream.
   *
   * @param aheadSeconds of buffered media
   */
  update(aheadSeconds: number): void {
    if (!this.#isThrottled && aheadSeconds > PAUSE_AHEAD_SECONDS && !this.stream.isPaused) {
      this.#isThrottled = true;
      void this.stream.pause().catch(() => {});
    } else if (this.#isThrottled && aheadSeconds < RESUME_AHEAD_SECONDS) {
      this.#isThrottled = false;
      void this.stream.resume().catch(() => {});
    }
  }

  /** Forgets that the stream was paused: the user has resumed it. */
  reset(): void {
    this.#isThrottled = false;
  }
}
