import {
  type LinkState,
  type MultiConnection,
  MultiConnectionError,
  type Server,
  type ServerAddress,
} from "multiconnection";
import { t } from "../i18n/t.ts";
import { Model } from "../model.ts";
import { closeText, faultText } from "../status-text.ts";
import { openGateway } from "./open-gateway.ts";
import { problemOf } from "./services.ts";

/** Timeout of a connection to a server, in milliseconds. */
const CONNECT_MS = 8000;

/**
 * Session with a list of servers. Base of the models of the Watch, Shared objects, Chat and Calls pages; can be connected
 * again after it was closed.
 *
 * closed ──connect──► connecting ──ready──► open; any ──disconnect, failure──► closed
 */
export class ServerSession extends Model {
  #mc: MultiConnection | undefined;
  #servers: readonly Server[] = [];
  #problem: string | undefined;
  #connecting = false;
  #link: string | undefined;

  constructor(readonly open: (url: string) => MultiConnection = openGateway) {
    super();
  }

  get phase(): "closed" | "connecting" | "open" {
    return this.#connecting ? "connecting" : this.#mc === undefined ? "closed" : "open";
  }

  /** Current session, if any. */
  protected get mc(): MultiConnection | undefined {
    return this.#mc;
  }

  /** Servers of this session, or of the last one if it failed. */
  get servers(): readonly Server[] {
    return this.#servers;
  }

  /** Message while the connection to the gateway is interrupted; undefined otherwise. */
  get link(): string | undefined {
    return this.#link;
  }

  /** Message about the last error. */
  get problem(): string | undefined {
    return this.#problem;
  }

  protected set problem(problem: string | undefined) {
    this.#problem = problem;
    this.changed();
  }

  /** Connects; succeeds if any server responds. Never rejects: {@link problem} describes errors. */
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
    mc.on("server", () => this.#update(mc));
    mc.on("link", (link) => this.#onLink(mc, link));
    mc.on("close", (closing) => this.#end(mc, closeText(closing)));
    this.opened(mc);
    this.changed();
    try {
      await mc.connect(servers, { require: "any", timeout: CONNECT_MS });
      await this.ready(mc);
      if (this.#mc === mc) {
        this.#connecting = false;
      }
    } catch (error) {
      this.#end(mc, failureText(error));
    }
    this.changed();
  }

  #onLink(mc: MultiConnection, { state }: LinkState): void {
    if (this.#mc === mc) {
      this.#link = state === "connected" ? undefined : t("session.reconnecting");
      this.changed();
    }
  }

  /** Ends the session, or cancels connecting. */
  async disconnect(): Promise<void> {
    const mc = this.#mc;
    if (mc !== undefined) {
      this.#end(mc);
      this.#servers = [];
      this.changed();
      await mc.close();
    }
  }

  /** Reconnects a server that has failed. */
  async reconnect(server: number): Promise<void> {
    try {
      this.#problem = undefined;
      await this.#mc?.reconnect(server, { timeout: CONNECT_MS });
    } catch (error) {
      this.problem = failureText(error);
    }
  }

  /** Called with each new session, before it connects: the time to add listeners. */
  protected opened(_: MultiConnection): void {}

  /** Called when the servers are connected, before the session counts as open. A rejection ends the session. */
  protected async ready(_: MultiConnection): Promise<void> {}

  /** Called when the session has ended. */
  protected ended(): void {}

  #update(mc: MultiConnection): void {
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

/** Parses a list of RTMP URLs and names of pools, separated by white space or commas. */
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

/** Explains a failed operation to the user. */
export function failureText(error: unknown): string {
  if (!(error instanceof MultiConnectionError)) {
    return error instanceof Error ? error.message : String(error);
  }
  switch (error.code) {
    case "closed":
      return closeText({ code: error.closeCode ?? 1006, reason: "" });
    case "no-worker":
    case "origin-refused":
    case "no-gateway":
    case "unreachable":
      return faultText(error.code, error.message);
    case "setup-failed":
      return t("session.none");
    case "no-such-pool":
      return t("session.noPool");
    case "shared-object-failed":
      return t("session.noObject", { reason: error.message });
    default:
      return error.message;
  }
}
