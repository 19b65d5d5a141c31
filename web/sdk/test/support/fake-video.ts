/** As much of a video element as a player touches. What is buffered a test says. */
export class FakeVideo extends EventTarget {
  muted = false;
  paused = true;
  ended = false;
  readyState = 4;
  currentTime = 0;
  playbackRate = 1;
  videoWidth = 0;
  /** Seconds that are buffered. */
  range: [number, number] | undefined;
  /** What the browser says to play with sound. */
  refuses = false;

  get buffered(): TimeRanges {
    const { range } = this;
    return { length: range === undefined ? 0 : 1, start: () => range?.[0] ?? 0, end: () => range?.[1] ?? 0 };
  }

  async play(): Promise<void> {
    if (this.refuses && !this.muted) {
      throw new DOMException("the person has done nothing yet", "NotAllowedError");
    }
    this.paused = false;
    this.dispatchEvent(new Event("play"));
  }

  pause(): void {
    this.paused = true;
    this.dispatchEvent(new Event("pause"));
  }

  getVideoPlaybackQuality() {
    return { totalVideoFrames: 7, droppedVideoFrames: 1 };
  }

  removeAttribute(): void {}

  /** Plays to the end of what came. */
  end(): void {
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }
}
