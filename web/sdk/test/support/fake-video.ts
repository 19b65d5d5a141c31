/** Video element with the members that a player uses. Tests set what is buffered. */
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
  /** Result of playing with sound. */
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

  /** Plays to the end of the buffer. */
  end(): void {
    this.ended = true;
    this.dispatchEvent(new Event("ended"));
  }
}
