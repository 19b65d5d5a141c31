import type { Cause, Request, ServerAddress, State } from "../sdk/src/wire/protocol.ts";
import { FakeRecovery, type Retry } from "./fake-recovery.ts";
import { type Behaviour, type FakeServer, fakeServer } from "./fake-server.ts";

type Asked<T extends Request["type"]> = Extract<Request, { type: T }> & { id: number };

/** What the servers of a fake session need of it. */
export interface FakeServersSession {
  tell(server: number, state: State, url: string, cause?: Cause, text?: string, retry?: Retry): void;
  status(server: number | undefined, code: string, description: string, level?: "status" | "error"): void;
  result(id: number, fields?: object): void;
  error(id: number, code: string, message: string): void;
  /** A server is connected; `again` if it was before. */
  joined(server: number, found: FakeServer): void;
  /** A server that is back gets what the others have. */
  publishAgain(server: number, found: FakeServer): void;
  /** The setup has failed. */
  failed(): void;
  later(steps: number, run: () => void): void;
  after(ms: number, run: () => void): void;
  readonly step: number;
  readonly pools: Record<string, string[]>;
}

/** The servers of a fake session: how they are connected, lost and found again. */
export class FakeServers {
  readonly list: FakeServer[] = [];
  readonly #recovery: FakeRecovery;
  #required = 0;

  constructor(readonly session: FakeServersSession) {
    this.#recovery = new FakeRecovery(this.list, {
      tell: (server, state, why, retry) => this.#state(server, state, why?.cause, why?.text, retry),
      connect: (server) => session.later(1, () => this.#again(server)),
      after: (ms, run) => session.after(ms, run),
    });
  }

  /** How many connect required. */
  get required(): number {
    return this.#required;
  }

  count(state: State): number {
    return this.list.filter((server) => server.state === state).length;
  }

  /** The connection of a server ends. */
  lose(server: number): void {
    this.#recovery.outage(server, "lost", "the connection ended");
  }

  /** Tells each as it is. */
  tellAll(): void {
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

  connect(request: Asked<"connect"> & { servers: ServerAddress[] }): void {
    if (this.count("Live") + this.count("Connecting") + this.count("Lagging") > 0) {
      this.session.error(request.id, "bad-state", "connected already");
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
        this.session.status(undefined, "NetConnection.Setup.Success", `${live} of ${urls.length} servers connected.`);
        if (request.recover !== false) {
          this.#recovery.begin();
        }
        const servers = this.list.map(({ url, state }, server) => ({ server, url, state }));
        this.session.result(request.id, { servers });
      } else {
        const failed = this.list.filter(({ state }) => state === "Failed" || state === "Rejected");
        const text = `Too few servers connected: ${failed.map(({ url }) => url).join(", ")}.`;
        this.session.status(undefined, "NetConnection.Setup.Failed", text, "error");
        this.session.failed();
        this.session.error(request.id, "setup-failed", text);
      }
    };
    for (const [server, { behaviour }] of this.list.entries()) {
      this.session.later(server + 1, () => {
        this.#answerConnect(server, behaviour);
        settle();
      });
    }
    this.session.later(
      request.timeout === undefined ? 3000 / this.session.step : request.timeout / this.session.step,
      () => {
        for (const [server, { state }] of this.list.entries()) {
          if (state === "Connecting") {
            this.#recovery.outage(server, "timeout", "no answer to connect in time");
          }
        }
        settle();
      },
    );
  }

  #answerConnect(server: number, behaviour: Behaviour): void {
    if (behaviour === "silent") {
      return;
    }
    if (behaviour === "down") {
      this.#recovery.outage(server, "unreachable", "connection refused");
    } else if (behaviour === "refuse") {
      this.session.status(server, "NetConnection.Connect.Rejected", "No such application.", "error");
      this.#state(server, "Rejected", "refused-connect", "the server refused: No such application.");
    } else {
      this.session.status(server, "NetConnection.Connect.Success", "Connection succeeded.");
      this.#state(server, "Live");
      this.session.joined(server, this.list[server] as FakeServer);
    }
  }

  reconnect({ id, server, to }: Asked<"reconnect">): void {
    const found = this.list[server];
    if (found === undefined) {
      this.session.error(id, "no-such-server", `server ${server}`);
      return;
    }
    if (to !== undefined) {
      const { url, behaviour } = fakeServer(this.#urls(to)[0] ?? found.url);
      Object.assign(found, { url, behaviour });
    }
    found.attempts = 0;
    this.#state(server, "Connecting");
    this.session.later(1, () => {
      this.#answerConnect(server, found.behaviour);
      this.session.publishAgain(server, found);
      if (found.state === "Live") {
        this.session.result(id);
      } else {
        this.session.error(id, "setup-failed", `${found.url}: not connected`);
      }
    });
  }

  add({ id, server: address }: Asked<"addServer">): void {
    const first = this.list.length;
    this.list.push(...this.#urls(address).map(fakeServer));
    const servers = this.list.slice(first).map(({ url, state }, i) => ({ server: first + i, url, state }));
    for (const { server } of servers) {
      this.#state(server, "Connecting");
    }
    this.session.result(id, { servers });
    for (const { server } of servers) {
      this.session.later(1, () => this.#again(server));
    }
  }

  remove({ id, server }: Asked<"removeServer">): void {
    this.#state(server, "Closed");
    this.session.result(id);
  }

  /** Goes through what a server does when it is asked again. */
  #again(server: number): void {
    const found = this.list[server];
    if (found !== undefined) {
      this.#answerConnect(server, found.behaviour === "lost" ? "good" : found.behaviour);
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
      this.session.tell(server, state, found.url, cause, text, retry);
    }
  }
}
