/** Time during which viewers received a broadcast. Stands still while no server delivers it. */
export class AirTime {
  #ms = 0;
  #since: number | undefined;

  /** Returns the time so far, in milliseconds. */
  at(now: number): number {
    return this.#ms + (this.#since === undefined ? 0 : now - this.#since);
  }

  /** Records at a time in milliseconds whether the broadcast is delivered from then on. */
  update(now: number, isDelivered: boolean): void {
    this.#ms = this.at(now);
    this.#since = isDelivered ? now : undefined;
  }
}
