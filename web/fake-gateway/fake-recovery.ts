import type { Cause, State } from "../sdk/src/wire/protocol.ts";
import type { FakeServer } from "./fake-server.ts";

/** An attempt to bring a server back. */
export interface Retry {
  attempt: number;
  retryInMs?: number;
}

interface Session {
  tell(server: number, state: State, why?: { cause: Cause; text: string }, retry?: Retry): void;
  /** Has a server answer connect. */
  connect(server: number): void;
  after(ms: number, run: () => void): void;
}

/** Asks servers that are lost again, after 1 s, 2 s and so on: without jitter, so that tests can wait for it. */
export class FakeRecovery {
  #begun = false;

  constructor(
    readonly servers: readonly FakeServer[],
    readonly session: Session,
  ) {}

  /** The setup has succeeded: also those that were not reached are asked again. */
  begin(): void {
    this.#begun = true;
    for (const [server, { state }] of this.servers.entries()) {
      if (state === "Failed") {
        this.outage(server, "unreachable", "connection refused");
      }
    }
  }

  end(): void {
    this.#begun = false;
  }

  /** A server is gone. */
  outage(server: number, cause: Cause, text: string): void {
    const found = this.servers[server];
    if (found === undefined || !this.#begun) {
      this.session.tell(server, "Failed", { cause, text });
      return;
    }
    const retryInMs = Math.min(1000 * 2 ** found.attempts, 30_000);
    const attempt = ++found.attempts;
    this.session.tell(server, "Recovering", { cause, text }, { attempt, retryInMs });
    this.session.after(retryInMs, () => {
      if (found.state === "Recovering" && found.attempts === attempt && this.servers[server] === found) {
        this.session.tell(server, "Connecting", undefined, { attempt });
        this.session.connect(server);
      }
    });
  }
}
