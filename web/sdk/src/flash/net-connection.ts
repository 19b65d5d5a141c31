import type { Value } from "../values/values.ts";
import { ASSIGNED, DELIVER, Dynamic } from "./dynamic.ts";
import { GatewayConnection } from "./gateway-connection.ts";
import { type Handler, handlerNames, handlerOf, internal } from "./handler-of.ts";
import { plainValue } from "./plain-value.ts";
import { deliverResult, type Responder } from "./responder.ts";
import { CONNECTION } from "./shared-object.ts";
import { errorText, localStatus, type StatusInfo } from "./status.ts";

/** Statuses that end a connection. */
const LOST = /^NetConnection\.Connect\.(Closed|Failed|Rejected|InvalidApp|AppShutdown)$/;

/**
 * Flash's NetConnection, to one server. Functions that are assigned to it, or are methods of its `client`, answer the
 * server's calls; `onStatus`, or a listener of `netStatus`, hears what becomes of it.
 */
export class NetConnection extends Dynamic {
  readonly #connection: GatewayConnection = new GatewayConnection({
    status: (info, status) => this.#onStatus(info, status?.stream, status?.server),
    data: ({ stream, handler, args }) => stream === undefined && this[DELIVER](handler, args.map(plainValue)),
  });
  #lost = false;

  static {
    internal(NetConnection.prototype);
  }

  /** For what is made on it. */
  get [CONNECTION](): GatewayConnection {
    return this.#connection;
  }

  /** The server, as it was given to {@link connect}; empty before. */
  get uri(): string {
    return this.#connection.urls[0] ?? "";
  }

  /** Whether the server is connected. */
  get isConnected(): boolean {
    return this.#connection.isConnected && !this.#lost;
  }

  /** ActionScript 3's name of {@link isConnected}. */
  get connected(): boolean {
    return this.isConnected;
  }

  /**
   * Connects, after closing what was connected before.
   *
   * @param url of the server; null, which in Flash means files of the web, is refused
   * @param args further arguments of the server's onConnect
   * @returns whether it is tried
   */
  connect(url: string | null, ...args: Value[]): boolean {
    if (typeof url !== "string") {
      this.#emitStatus(
        localStatus("NetConnection.Connect.Failed", "Files of the web are played by a <video>.", "error"),
      );
      return false;
    }
    this.#lost = false;
    // A connection that is lost stays so: code of that time connects again itself.
    void this.#connection.connect([url], args, { recover: false });
    return true;
  }

  /**
   * Calls a method of the server's application.
   *
   * @param responder an object with `onResult` and `onStatus`, a Responder, or a function; null: no answer is wanted
   */
  call(method: string, responder?: Handler | Responder | null, ...args: Value[]): void {
    this.#connection
      .run(async (mc) => {
        if (responder === undefined || responder === null) {
          await mc.notify(method, args, { on: 0 });
          return;
        }
        for (const answer of await mc.call(method, args, { on: 0 })) {
          deliverResult(responder, answer, this.uri, (info) => this.#emitStatus(info));
        }
      })
      .catch((error) => {
        const info = localStatus("NetConnection.Call.Failed", `${method}: ${errorText(error)}`, "error");
        deliverResult(responder, info, undefined, (each) => this.#emitStatus(each));
      });
  }

  /** Ends the connection and its streams. */
  close(): void {
    this.#connection.close();
  }

  /** @internal Functions that are assigned, and those of `client`, answer the server's calls of their names. */
  override [ASSIGNED](key: string, value: unknown): void {
    super[ASSIGNED](key, value);
    const names = key === "client" ? handlerNames(value) : typeof value === "function" ? [key] : [];
    for (const name of names) {
      this.#connection.handle(name, ({ args }) => this.#answer(name, args));
    }
  }

  #answer(method: string, args: Value[]): Value | Promise<Value> {
    const { client } = this as { client?: unknown };
    const [owner, handler] =
      [this, client].map((each) => [each, handlerOf(each, method)] as const).find(([, f]) => f) ?? [];
    if (handler === undefined) {
      throw new TypeError("Method not found");
    }
    return handler.apply(owner, args) as Value | Promise<Value>;
  }

  /** Of one server the merged statuses say nothing new, but where it is the gateway that cannot be reached. */
  #onStatus(info: StatusInfo, stream: number | undefined, server: number | undefined): void {
    if (stream !== undefined) {
      return;
    }
    const local = info.code === "NetConnection.Setup.Failed" && !this.#lost;
    if (local) {
      this.#emitStatus({ ...info, code: "NetConnection.Connect.Failed" });
    } else if (!info.code.startsWith("NetConnection.Setup.")) {
      this.#lost ||= server !== undefined && LOST.test(info.code);
      this.#emitStatus(info);
    }
  }

  #emitStatus(info: StatusInfo): void {
    this[DELIVER]("onStatus", [info], { type: "netStatus", info });
  }
}
