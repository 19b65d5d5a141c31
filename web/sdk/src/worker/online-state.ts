/** Whether the browser is online, and since when not. Only a hint: a browser may be wrong about it. */
export class OnlineState {
  #offlineSince: number | undefined;
  #again = new AbortController();

  /** @param isOnline initial state */
  constructor(isOnline: boolean) {
    this.#offlineSince = isOnline ? undefined : 0;
  }

  get isOnline(): boolean {
    return this.#offlineSince === undefined;
  }

  /** Signal that is aborted when the browser is online again. What was begun before may hang in the previous network. */
  get again(): AbortSignal {
    return this.#again.signal;
  }

  /**
   * Records a change.
   *
   * @param ms current time
   * @returns time since which the browser was offline, if it is online again; in milliseconds
   */
  update(isOnline: boolean, ms: number): number | undefined {
    const since = this.#offlineSince;
    if (!isOnline) {
      this.#offlineSince ??= ms;
      return undefined;
    }
    this.#offlineSince = undefined;
    this.#again.abort();
    this.#again = new AbortController();
    return since;
  }
}
