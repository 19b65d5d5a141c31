import type { ServerEvent } from "../wire/protocol.ts";

const ENDED: ReadonlySet<ServerEvent["state"]> = new Set(["Failed", "Rejected", "Closed"]);

/** Server states as the application knows them. Emits an event only for a state that differs from the known one. */
export class ServerStateDiff {
  readonly #known = new Map<number, ServerEvent>();

  constructor(readonly emit: (event: ServerEvent) => void) {}

  /** Snapshot of the known states by server number. */
  get snapshot(): ReadonlyMap<number, ServerEvent> {
    return new Map(this.#known);
  }

  update(event: ServerEvent): void {
    if (JSON.stringify(event) !== JSON.stringify(this.#known.get(event.server))) {
      this.#known.set(event.server, event);
      this.emit(event);
    }
  }

  /** Replaces all states by those of another session. Servers that the session does not have fail. */
  replaceAll(servers: ReadonlyMap<number, ServerEvent>): void {
    for (const [server, { url, state }] of [...this.#known]) {
      if (!servers.has(server) && !ENDED.has(state)) {
        this.update({
          type: "server",
          server,
          url,
          state: "Failed",
          cause: "lost",
          text: "the gateway no longer has this server",
        });
      }
    }
    for (const event of servers.values()) {
      this.update(event);
    }
  }

  /** Forgets all states: the gateway numbers further servers from 0 again. */
  clear(): void {
    this.#known.clear();
  }
}
