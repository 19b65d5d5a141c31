import type { Cause, Request, ServerAddress, State } from "../sdk/src/wire/protocol.ts";
import { FakeRecovery, type Retry } from "./fake-recovery.ts";
import type { FakeReplies } from "./fake-replies.ts";
import { type Behaviour, type FakeServer, fakeServer } from "./fake-server.ts";
import type { FakeTimers } from "./fake-timers.ts";

type RequestMessage<T extends Request["type"]> = Extract<Request, { type: T }> & { id: number };

/** Parts of a fake session that its servers use. */
export interface FakeServersSession {
  readonly replies: FakeReplies;
  readonly timers: FakeTimers;
  /** Called when a server is connected, or connected again. */
  joined(server: number, found: FakeServer): void;
  /** Publishes the session's streams on a server that was reconnected. */
  publishAgain(server: number, found: FakeServer): void;
  /** Called when too few servers connect. */
  failed(): void;
  readonly pools: Record<string, string[]>;
}

/** Servers of a fake session, and how they connect, disconnect and reconnect. */
export class FakeServers {
  readonly list: FakeServer[] = [];
  readonly #recovery: FakeRecovery;
  #required = 0;

  constructor(readonly session: FakeServersSession) {
    this.#recovery = new FakeRecovery(this.list, {
      send: (server, state, why, retry) => this.#state(server, state, why?.cause, why?.text, retry),
      connect: (server) => session.timers.later(1, () => this.#connectAgain(server)),
      after: (ms, run) => session.timers.after(ms, run),
    });
  }

  /** Number of servers that `connect` requires. */
  get required(): number {
    return this.#required;
  }

  count(state: State): number {
    return this.list.filter((server) => server.state === state).length;
  }

  /** Ends the connection of a server. */
  lose(server: number): void {
    this.#recovery.outage(server, "lost", "the connection ended");
  }

  /** Sends the state of every server. */
  sendAll(): void {
    for (const [server, { state }] of this.list.entries()) {
      this.#state(server, state);
    }
  }

  reject(server: number, text: string): void {
    this.#state(server, "Rejected", "refused-publish", text);
  }

  lag(server: number): void {
    this.#state(server, "Lagging");
  }

  closeAll(): void {
    for (const [server, { state }] of this.list.entries()) {
      if (state !== "Failed" && state !== "Rejected" && state !== "Closed") {
        this.#state(server, "Closed");
      }
    }
  }

  connect(request: RequestMessage<"connect"> & { servers: ServerAddress[] }): void {
    if (this.count("Live") + this.count("Connecting") + this.count("Lagging") > 0) {
      this.session.replies.error(request.id, "bad-state", "connected already");
      return;
    }
    this.list.length = 0;
    this.#recovery.end();
    const urls = request.servers.flatMap((address) => this.#urls(address));
    for (const [server, url] of urls.entries()) {
      this.list.push(fakeServer(url));
      this.#state(server, "Connecting");
    }
    this.#required =
      request.require === "any" ? 1 : typeof request.require === "number" ? request.require : urls.length;
    let settled = false;
    const settle = () => {
      const live = this.count("Live");
      const hope = live + this.count("Connecting");
      if (settled || (live < this.#required && hope >= this.#required)) {
        return;
      }
      settled = true;
      if (live >= this.#required) {
        this.session.replies.status(
          undefined,
          "NetConnection.Setup.Success",
          `${live} of ${urls.length} servers connected.`,
        );
        if (request.recover !== false) {
          this.#recovery.begin();
        }
        const servers = this.list.map(({ url, state }, server) => ({ server, url, state }));
        this.session.replies.result(request.id, { servers });
      } else {
        const failed = this.list.filter(({ state }) => state === "Failed" || state === "Rejected");
        const text = `Too few servers connected: ${failed.map(({ url }) => url).join(", ")}.`;
        this.session.replies.status(undefined, "NetConnection.Setup.Failed", text, "error");
        this.session.failed();
        this.session.replies.error(request.id, "setup-failed", text);
      }
    };
    for (const [server, { behaviour }] of this.list.entries()) {
      this.session.timers.later(server + 1, () => {
        this.#connectServer(server, behaviour);
        settle();
      });
    }
    this.session.timers.later(
      request.timeout === undefined ? 3000 / this.session.timers.step : request.timeout / this.session.timers.step,
      () => {
        for (const [server, { state }] of this.list.entries()) {
          if (state === "Connecting") {
            this.#recovery.outage(server, "timeout", "no response to connect in time");
          }
        }
        settle();
      },
    );
  }

  #connectServer(server: number, behaviour: Behaviour): void {
    if (behaviour === "silent") {
      return;
    }
    if (behaviour === "down") {
      this.#recovery.outage(server, "unreachable", "connection refused");
    } else if (behaviour === "refuse") {
      this.session.replies.status(server, "NetConnection.Connect.Rejected", "No such application.", "error");
      this.#state(server, "Rejected", "refused-connect", "the server refused: No such application.");
    } else {
      this.session.replies.status(server, "NetConnection.Connect.Success", "Connection succeeded.");
      this.#state(server, "Live");
      this.session.joined(server, this.list[server] as FakeServer);
    }
  }

  reconnect({ id, server, to }: RequestMessage<"reconnect">): void {
    const found = this.list[server];
    if (found === undefined) {
      this.session.replies.error(id, "no-such-server", `server ${server}`);
      return;
    }
    if (to !== undefined) {
      const { url, behaviour } = fakeServer(this.#urls(to)[0] ?? found.url);
      Object.assign(found, { url, behaviour });
    }
    found.attempts = 0;
    this.#state(server, "Connecting");
    this.session.timers.later(1, () => {
      this.#connectServer(server, found.behaviour);
      this.session.publishAgain(server, found);
      if (found.state === "Live") {
        this.session.replies.result(id);
      } else {
        this.session.replies.error(id, "setup-failed", `${found.url}: not connected`);
      }
    });
  }

  add({ id, server: address }: RequestMessage<"addServer">): void {
    const first = this.list.length;
    this.list.push(...this.#urls(address).map(fakeServer));
    const servers = this.list.slice(first).map(({ url, state }, i) => ({ server: first + i, url, state }));
    for (const { server } of servers) {
      this.#state(server, "Connecting");
    }
    this.session.replies.result(id, { servers });
    for (const { server } of servers) {
      this.session.timers.later(1, () => this.#connectAgain(server));
    }
  }

  remove({ id, server }: RequestMessage<"removeServer">): void {
    this.#state(server, "Closed");
    this.session.replies.result(id);
  }

  /** Connects a server again, according to its behaviour. */
  #connectAgain(server: number): void {
    const found = this.list[server];
    if (found !== undefined) {
      this.#connectServer(server, found.behaviour === "lost" ? "good" : found.behaviour);
      this.session.publishAgain(server, found);
    }
  }

  #urls(address: ServerAddress): string[] {
    if (typeof address === "string") {
      return [address];
    }
    return "url" in address ? [address.url] : (this.session.pools[address.pool] ?? []);
  }

  #state(server: number, state: State, cause?: Cause, text?: string, retry?: Retry): void {
    const found = this.list[server];
    if (found !== undefined) {
      found.state = state;
      const reason = { ...(cause && { cause }), ...(text && { text }) };
      this.session.replies.emit({ type: "server", server, url: found.url, state, ...reason, ...retry });
    }
  }
}
