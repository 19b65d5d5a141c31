/** Total of a counter that restarts at 0 with a new connection. */
export class Total {
  #last = 0;
  #value = 0;

  get value(): number {
    return this.#value;
  }

  /** Adds what was counted since the last call. */
  count(counter: number): void {
    this.#value += counter >= this.#last ? counter - this.#last : counter;
    this.#last = counter;
  }
}

/** Time with and without a connection, in milliseconds. The time before the first connection is not counted. */
export class Uptime {
  #isUp = false;
  #wasUp = false;
  #at = 0;
  #upMs = 0;
  #downMs = 0;
  #returns = 0;

  get upMs(): number {
    return this.#upMs;
  }

  get downMs(): number {
    return this.#downMs;
  }

  /** Number of times the connection came back. */
  get returns(): number {
    return this.#returns;
  }

  /** Counts the time since the last call, and notes whether there is a connection at a time in milliseconds. */
  update(now: number, isUp = this.#isUp): void {
    if (this.#isUp) {
      this.#upMs += now - this.#at;
    } else if (this.#wasUp) {
      this.#downMs += now - this.#at;
    }
    if (isUp && this.#wasUp && !this.#isUp) {
      this.#returns++;
    }
    this.#wasUp ||= isUp;
    this.#isUp = isUp;
    this.#at = now;
  }
}
