import type { Cause, State } from "../sdk/src/wire/protocol.ts";
import type { FakeServer } from "./fake-server.ts";

/** One reconnect attempt. */
export interface Retry {
  attempt: number;
  retryInMs?: number;
}

interface RecoverySession {
  send(server: number, state: State, why?: { cause: Cause; text: string }, retry?: Retry): void;
  /** Connects a server. */
  connect(server: number): void;
  after(ms: number, run: () => void): void;
}

/** Reconnects lost servers after 1 s, 2 s, 4 s and so on, up to 30 s. Without jitter, so that tests are deterministic. */
export class FakeRecovery {
  #begun = false;

  constructor(
    readonly servers: readonly FakeServer[],
    readonly session: RecoverySession,
  ) {}

  /** Starts after a successful setup. Servers that could not be reached are retried, too. */
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

  /** Handles the loss of a server. */
  outage(server: number, cause: Cause, text: string): void {
    const found = this.servers[server];
    if (found === undefined || !this.#begun) {
      this.session.send(server, "Failed", { cause, text });
      return;
    }
    const retryInMs = Math.min(1000 * 2 ** found.attempts, 30_000);
    const attempt = ++found.attempts;
    this.session.send(server, "Recovering", { cause, text }, { attempt, retryInMs });
    this.session.after(retryInMs, () => {
      if (found.state === "Recovering" && found.attempts === attempt && this.servers[server] === found) {
        this.session.send(server, "Connecting", undefined, { attempt });
        this.session.connect(server);
      }
    });
  }
}
