/** Client end of a WebSocket. */
export interface Peer {
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code: number, reason: string): void;
}

/** Outgoing messages of a fake session, counted and kept for a client that resumes (PROTOCOL.md, section 15). */
export class FakeOutbox implements Peer {
  #peer: Peer | undefined;
  #kept: string[] = [];
  #count = 0;
  /** Ids of requests that have a response. */
  readonly answered: number[] = [];

  /** @param keep number of messages to keep */
  constructor(
    peer: Peer,
    readonly keep = Number.POSITIVE_INFINITY,
  ) {
    this.#peer = peer;
  }

  send(data: string | Uint8Array<ArrayBuffer>): void {
    if (typeof data === "string") {
      this.#note(data);
    }
    this.#peer?.send(data);
  }

  /** Sends a message that is neither counted nor kept. */
  uncounted(text: string): void {
    this.#peer?.send(text);
  }

  close(code: number, reason: string): void {
    this.#peer?.close(code, reason);
  }

  isHeldBy(peer: Peer): boolean {
    return this.#peer === peer;
  }

  get isDetached(): boolean {
    return this.#peer === undefined;
  }

  /** Drops the closed WebSocket. */
  detach(): void {
    this.#peer = undefined;
  }

  /**
   * Continues over another WebSocket.
   *
   * @returns the messages after number `received`; undefined if some are no longer kept, and counting then continues at
   * `received`
   */
  attach(peer: Peer, received: number): string[] | undefined {
    this.#peer?.close(4409, "the session was resumed over another WebSocket");
    this.#peer = peer;
    const missing = this.#count - received;
    if (missing <= this.#kept.length) {
      return this.#kept.slice(this.#kept.length - missing);
    }
    this.#count = received;
    this.#kept = [];
    return undefined;
  }

  #note(text: string): void {
    const { type, id } = JSON.parse(text) as { type: string; id?: number };
    if (type === "hello" || type === "ack") {
      return;
    }
    this.#count++;
    this.#kept.push(text);
    if (this.#kept.length > this.keep) {
      this.#kept.shift();
    }
    if (id !== undefined) {
      this.answered.push(id);
    }
  }
}
