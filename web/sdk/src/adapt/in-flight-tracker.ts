/** Tells how long the oldest bytes are under way that were sent and not acknowledged. */
export class InFlightTracker {
  /** When the bytes up to `end` were sent, of frames that are not acknowledged in whole. */
  #sent: Array<{ ms: number; end: number }> = [];
  #acked = 0;

  /** @param end bytes sent in all, with those of now */
  sent(ms: number, end: number): void {
    this.#sent.push({ ms, end });
  }

  /** So many bytes have arrived in all. */
  acknowledge(bytes: number): void {
    this.#acked = Math.max(this.#acked, bytes);
    const first = this.#sent.findIndex(({ end }) => end > this.#acked);
    this.#sent = first < 0 ? [] : this.#sent.slice(first);
  }

  /** Milliseconds; 0 if all has arrived. */
  oldestAgeMs(now: number): number {
    const [oldest] = this.#sent;
    return oldest === undefined ? 0 : now - oldest.ms;
  }
}
