/** Most frames on their way to the worker; further frames are skipped. */
const MAX_POSTED = 2;

/**
 * Video frames of a track as a `<video>` element shows them, for browsers without MediaStreamTrackProcessor.
 *
 * Browsers do not call back for the frames of a hidden page, and slow its timers down. The frames of a hidden page are
 * therefore captured whenever the worker wants one.
 */
export class ElementCapture {
  readonly #video = document.createElement("video");
  readonly #onVisibility = () => this.hidden(document.hidden);
  #callback: number;
  #posted = 0;

  /**
   * @param frame receives the frames, and closes them
   * @param hidden is notified whether the page is hidden
   */
  constructor(
    readonly track: MediaStreamTrack,
    readonly frame: (frame: VideoFrame) => void,
    readonly hidden: (isHidden: boolean) => void,
  ) {
    Object.assign(this.#video, { muted: true, playsInline: true, srcObject: new MediaStream([track]) });
    this.#video.play().catch(() => {});
    this.#callback = this.#listen();
    document.addEventListener("visibilitychange", this.#onVisibility);
    if (document.hidden) {
      this.#onVisibility();
    }
  }

  /** Captures a frame of a hidden page. */
  wanted(): void {
    if (document.hidden) {
      this.#capture(performance.now());
    }
  }

  /** The worker has taken a frame. */
  taken(): void {
    this.#posted--;
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.#onVisibility);
    this.#video.cancelVideoFrameCallback(this.#callback);
    this.#video.srcObject = null;
  }

  #listen(): number {
    return this.#video.requestVideoFrameCallback((_, { presentationTime }) => {
      this.#callback = this.#listen();
      this.#capture(presentationTime);
    });
  }

  #capture(timeMs: number): void {
    // The element of a track that has ended shows black.
    const hasFrame = this.track.readyState === "live" && this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    if (hasFrame && this.#posted < MAX_POSTED) {
      this.#posted++;
      this.frame(new VideoFrame(this.#video, { timestamp: Math.round(timeMs * 1000) }));
    }
  }
}
