import type { ServerNews } from "../wire/protocol.ts";

const ENDED: ReadonlySet<ServerNews["state"]> = new Set(["Failed", "Rejected", "Closed"]);

/** The servers as the application knows them. What is as it was is not told again. */
export class ToldServers {
  readonly #told = new Map<number, ServerNews>();

  constructor(readonly tell: (news: ServerNews) => void) {}

  /** A copy, by the servers' numbers. */
  get all(): ReadonlyMap<number, ServerNews> {
    return new Map(this.#told);
  }

  news(news: ServerNews): void {
    if (JSON.stringify(news) !== JSON.stringify(this.#told.get(news.server))) {
      this.#told.set(news.server, news);
      this.tell(news);
    }
  }

  /** Another session has these, and none else. */
  become(servers: ReadonlyMap<number, ServerNews>): void {
    for (const [server, { url, state }] of [...this.#told]) {
      if (!servers.has(server) && !ENDED.has(state)) {
        this.news({
          type: "server",
          server,
          url,
          state: "Failed",
          cause: "lost",
          text: "the gateway no longer has it",
        });
      }
    }
    for (const news of servers.values()) {
      this.news(news);
    }
  }

  /** Everything has ended; what comes is numbered from 0. */
  forget(): void {
    this.#told.clear();
  }
}
