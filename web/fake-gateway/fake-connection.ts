import type { Resume } from "../sdk/src/wire/protocol.ts";
import { FakeGateway, type FakeOptions } from "./fake-gateway.ts";
import type { Peer } from "./fake-outbox.ts";

/** Resumable sessions of a fake gateway, by token. */
export type FakeSessions = Map<string, FakeGateway>;

/** Close codes with which a client ends its session (PROTOCOL.md, section 15). */
const ENDS_SESSION: ReadonlySet<number> = new Set([1000, 1001]);

let tokens = 0;

/** One WebSocket of a fake gateway. Starts a session, or resumes one whose WebSocket was lost. */
export class FakeConnection {
  #session: FakeGateway;
  #token: string | undefined;
  #hasSent = false;

  constructor(
    readonly peer: Peer,
    readonly options: FakeOptions,
    readonly sessions: FakeSessions,
  ) {
    this.#token = options.holdMs === undefined ? undefined : `token-${++tokens}`;
    this.#session = new FakeGateway(peer, options, this.#token);
    this.#hold();
  }

  /** Current session of this WebSocket. */
  get session(): FakeGateway {
    return this.#session;
  }

  text(data: string): void {
    const message = JSON.parse(data) as Resume;
    const isFirst = !this.#hasSent;
    this.#hasSent = true;
    if (message.type === "resume") {
      this.#resume(message, isFirst);
    } else {
      this.#session.text(data);
    }
  }

  media(data: Uint8Array): void {
    this.#session.media(data);
  }

  /** Handles the close of the WebSocket. */
  closed(code: number): void {
    const { peer } = this.#session;
    if (!peer.isHeldBy(this.peer)) {
      return;
    }
    peer.detach();
    if (this.#token === undefined || ENDS_SESSION.has(code)) {
      this.end();
    } else {
      setTimeout(() => peer.isDetached && this.end(), this.options.holdMs);
    }
  }

  /** Ends the session, whether it is connected or held for a resume. */
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
