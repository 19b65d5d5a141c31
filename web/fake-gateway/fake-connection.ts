import type { Resume } from "../sdk/src/wire/protocol.ts";
import { FakeGateway, type FakeOptions } from "./fake-gateway.ts";
import type { Peer } from "./fake-outbox.ts";

/** Sessions of a fake gateway that may be resumed, by their tokens. */
export type FakeSessions = Map<string, FakeGateway>;

/** The client's codes with which a session ends (PROTOCOL.md, section 15). */
const IN_ORDER: ReadonlySet<number> = new Set([1000, 1001]);

let tokens = 0;

/** One WebSocket at a fake gateway: begins with a session of its own, or goes on with one that was lost. */
export class FakeConnection {
  #session: FakeGateway;
  #token: string | undefined;
  #hasSpoken = false;

  constructor(
    readonly peer: Peer,
    readonly options: FakeOptions,
    readonly sessions: FakeSessions,
  ) {
    this.#token = options.holdMs === undefined ? undefined : `token-${++tokens}`;
    this.#session = new FakeGateway(peer, options, this.#token);
    this.#hold();
  }

  /** The session that it serves now. */
  get session(): FakeGateway {
    return this.#session;
  }

  text(data: string): void {
    const message = JSON.parse(data) as Resume;
    const isFirst = !this.#hasSpoken;
    this.#hasSpoken = true;
    if (message.type === "resume") {
      this.#resume(message, isFirst);
    } else {
      this.#session.text(data);
    }
  }

  media(data: Uint8Array): void {
    this.#session.media(data);
  }

  /** The WebSocket is closed. */
  closed(code: number): void {
    const { peer } = this.#session;
    if (!peer.isHeldBy(this.peer)) {
      return;
    }
    peer.detach();
    if (this.#token === undefined || IN_ORDER.has(code)) {
      this.end();
    } else {
      setTimeout(() => peer.isDetached && this.end(), this.options.holdMs);
    }
  }

  /** Ends the session, whether it is held or not. */
  end(): void {
    this.sessions.delete(this.#token ?? "");
    this.#session.closed();
  }

  #hold(): void {
    if (this.#token !== undefined) {
      this.sessions.set(this.#token, this.#session);
    }
  }

  #resume(message: Resume, isFirst: boolean): void {
    const found = this.sessions.get(message.token);
    if (!isFirst || found === undefined || found === this.#session) {
      const code = isFirst ? "resume-failed" : "bad-state";
      this.peer.send(JSON.stringify({ id: message.id, type: "error", code, message: "no such session" }));
      return;
    }
    this.end();
    this.#session = found;
    this.#token = message.token;
    found.resume(message, this.peer);
  }
}
