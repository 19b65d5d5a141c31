/** Tracks the age of the oldest bytes in flight: sent, but not acknowledged. */
export class InFlightTracker {
  /** Frames in flight: send time, and number of all bytes sent up to their end. */
  #sent: Array<{ ms: number; end: number }> = [];
  #acked = 0;

  /**
   * Records a sent frame.
   *
   * @param end bytes sent in total, including this frame
   */
  sent(ms: number, end: number): void {
    this.#sent.push({ ms, end });
  }

  /**
   * Records an acknowledgement.
   *
   * @param bytes that have arrived in total
   */
  acknowledge(bytes: number): void {
    this.#acked = Math.max(this.#acked, bytes);
    const first = this.#sent.findIndex(({ end }) => end > this.#acked);
    this.#sent = first < 0 ? [] : this.#sent.slice(first);
  }

  /** Returns the age of the oldest bytes in flight in milliseconds; 0 if there are none. */
  oldestAgeMs(now: number): number {
    const [oldest] = this.#sent;
    return oldest === undefined ? 0 : now - oldest.ms;
  }
}
