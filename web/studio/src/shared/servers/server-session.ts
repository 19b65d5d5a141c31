import {
  type LinkState,
  MultiConnection,
  MultiConnectionError,
  type Server,
  type ServerAddress,
} from "multiconnection";
import { Model } from "../model.ts";
import { closeWords } from "../status-text.ts";
import { problemOf } from "./services.ts";

/** How long servers have to connect, in milliseconds. */
const CONNECT_MS = 8000;

/**
 * A session with a list of servers, one after the other: what all pages but the studio's own begin with.
 *
 * closed ──connect──► connecting ──ready──► open; any ──disconnect, failure──► closed
 */
export class ServerSession extends Model {
  #mc: MultiConnection | undefined;
  #servers: readonly Server[] = [];
  #problem: string | undefined;
  #connecting = false;
  #link: string | undefined;

  constructor(readonly open: (url: string) => MultiConnection = (url) => new MultiConnection(url)) {
    super();
  }

  get phase(): "closed" | "connecting" | "open" {
    return this.#connecting ? "connecting" : this.#mc === undefined ? "closed" : "open";
  }

  /** The session, as long as there is one. */
  protected get mc(): MultiConnection | undefined {
    return this.#mc;
  }

  /** The servers of this session; of one that failed, as they were then. */
  get servers(): readonly Server[] {
    return this.#servers;
  }

  /** How the link to the gateway is where it is not there, in plain words: it comes back by itself. */
  get link(): string | undefined {
    return this.#link;
  }

  /** What went wrong, in plain words. */
  get problem(): string | undefined {
    return this.#problem;
  }

  protected set problem(problem: string | undefined) {
    this.#problem = problem;
    this.changed();
  }

  /** Connects to any of the servers that answer. Never rejects: what goes wrong is in {@link problem}. */
  async connect(gateway: string, servers: ServerAddress[]): Promise<void> {
    const obstacle = obstacleOf(servers);
    if (obstacle !== undefined || this.phase !== "closed") {
      this.problem = obstacle;
      return;
    }
    const mc = this.open(gateway);
    this.#mc = mc;
    this.#servers = [];
    this.#connecting = true;
    this.#problem = undefined;
    this.#link = undefined;
    mc.on("server", () => this.#look(mc));
    mc.on("link", (link) => this.#onLink(mc, link));
    mc.on("close", ({ code }) => this.#end(mc, closeWords(code)));
    this.opened(mc);
    this.changed();
    try {
      await mc.connect(servers, { require: "any", timeout: CONNECT_MS });
      await this.ready(mc);
      if (this.#mc === mc) {
        this.#connecting = false;
      }
    } catch (error) {
      this.#end(mc, failureWords(error));
    }
    this.changed();
  }

  #onLink(mc: MultiConnection, { state }: LinkState): void {
    if (this.#mc === mc) {
      this.#link = state === "connected" ? undefined : "Reconnecting… everything goes on as it was.";
      this.changed();
    }
  }

  /** Ends the session, or gives up beginning one. */
  async disconnect(): Promise<void> {
    const mc = this.#mc;
    if (mc !== undefined) {
      this.#end(mc);
      this.#servers = [];
      this.changed();
      await mc.close();
    }
  }

  /** Asks a server again that has failed. */
  async reconnect(server: number): Promise<void> {
    try {
      this.#problem = undefined;
      await this.#mc?.reconnect(server, { timeout: CONNECT_MS });
    } catch (error) {
      this.problem = failureWords(error);
    }
  }

  /** A session begins: the time to listen to it. */
  protected opened(_: MultiConnection): void {}

  /** Servers are connected: what else is needed before it counts as open. A failure ends the session. */
  protected async ready(_: MultiConnection): Promise<void> {}

  /** The session has ended. */
  protected ended(): void {}

  #look(mc: MultiConnection): void {
    if (this.#mc === mc) {
      this.#servers = mc.servers;
      this.changed();
    }
  }

  #end(mc: MultiConnection, problem?: string): void {
    if (this.#mc !== mc) {
      return;
    }
    this.#servers = mc.servers;
    this.#mc = undefined;
    this.#connecting = false;
    this.#problem = problem;
    this.ended();
    void mc.close();
    this.changed();
  }
}

/** Reads a list as a person writes it: RTMP URLs and names of pools, apart by space. */
export function addressesOf(text: string): ServerAddress[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  return words.map((word) => (/[:/]/.test(word) ? word : { pool: word }));
}

function obstacleOf(servers: readonly ServerAddress[]): string | undefined {
  if (servers.length === 0) {
    return "Enter the address of a server, such as rtmp://host/app.";
  }
  const urls = servers.filter((server) => typeof server === "string");
  const wrong = urls.find((url) => problemOf(url) !== undefined);
  return wrong && `${wrong}: ${problemOf(wrong)}`;
}

/** What a failure means for whoever asked. */
export function failureWords(error: unknown): string {
  if (!(error instanceof MultiConnectionError)) {
    return error instanceof Error ? error.message : String(error);
  }
  switch (error.code) {
    case "closed":
      return closeWords(error.closeCode);
    case "setup-failed":
      return "No server could be connected.";
    case "no-such-pool":
      return "The gateway has no such pool. An address begins with rtmp:// or rtmps://.";
    case "shared-object-failed":
      return `No server gave the shared object: ${error.message}`;
    default:
      return error.message;
  }
}
