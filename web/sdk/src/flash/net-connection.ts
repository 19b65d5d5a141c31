import type { Value } from "../values/values.ts";
import { ASSIGNED, DELIVER, Dynamic } from "./dynamic.ts";
import { GatewayConnection } from "./gateway-connection.ts";
import { type Handler, handlerNames, handlerOf, internal } from "./handler-of.ts";
import { plainValue } from "./plain-value.ts";
import { deliverResult, type Responder } from "./responder.ts";
import { CONNECTION } from "./shared-object.ts";
import { errorText, localStatus, type StatusInfo } from "./status.ts";

/** Statuses after which a connection is closed. */
const CLOSING_STATUSES = /^NetConnection\.Connect\.(Closed|Failed|Rejected|InvalidApp|AppShutdown)$/;

/**
 * Flash's NetConnection to one server. Functions that are assigned to it, or to its `client`, handle the server's
 * calls. `onStatus`, or a listener for `netStatus`, receives the statuses.
 */
export class NetConnection extends Dynamic {
  readonly #connection: GatewayConnection = new GatewayConnection({
    status: (info, status) => this.#onStatus(info, status?.stream, status?.server),
    data: ({ stream, handler, args }) => stream === undefined && this[DELIVER](handler, args.map(plainValue)),
  });
  #isLost = false;

  static {
    internal(NetConnection.prototype);
  }

  /** Connection for streams and shared objects of this object. */
  get [CONNECTION](): GatewayConnection {
    return this.#connection;
  }

  /** URL of the server, as passed to {@link connect}; empty before. */
  get uri(): string {
    return this.#connection.urls[0] ?? "";
  }

  /** Whether the server is connected. */
  get isConnected(): boolean {
    return this.#connection.isConnected && !this.#isLost;
  }

  /** ActionScript 3 name of {@link isConnected}. */
  get connected(): boolean {
    return this.isConnected;
  }

  /**
   * Connects. Closes a previous connection first.
   *
   * @param url of the server; null, which means local playback in Flash, is rejected
   * @param args additional arguments of NetConnection.connect
   * @returns whether the attempt was started
   */
  connect(url: string | null, ...args: Value[]): boolean {
    if (typeof url !== "string") {
      this.#emitStatus(
        localStatus(
          "NetConnection.Connect.Failed",
          "Expected the URL of a server; use a <video> element for files.",
          "error",
        ),
      );
      return false;
    }
    this.#isLost = false;
    // No automatic reconnection, as code of that time reconnects itself.
    void this.#connection.connect([url], args, { recover: false });
    return true;
  }

  /**
   * Calls a method of the server's application.
   *
   * @param responder object with `onResult` and `onStatus`, Responder, or function; null if no result is expected
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

  /** Closes the connection and its streams. */
  close(): void {
    this.#connection.close();
  }

  /** @internal Makes assigned functions, and those of `client`, handlers for the server's calls. */
  override [ASSIGNED](key: string, value: unknown): void {
    super[ASSIGNED](key, value);
    const names = key === "client" ? handlerNames(value) : typeof value === "function" ? [key] : [];
    for (const name of names) {
      this.#connection.handle(name, ({ args }) => this.#onCall(name, args));
    }
  }

  #onCall(method: string, args: Value[]): Value | Promise<Value> {
    const { client } = this as { client?: unknown };
    const [owner, handler] =
      [this, client].map((each) => [each, handlerOf(each, method)] as const).find(([, f]) => f) ?? [];
    if (handler === undefined) {
      throw new TypeError("Method not found");
    }
    return handler.apply(owner, args) as Value | Promise<Value>;
  }

  /** Emits statuses of the server. Of the merged ones, only the failure to reach the gateway is new. */
  #onStatus(info: StatusInfo, stream: number | undefined, server: number | undefined): void {
    if (stream !== undefined) {
      return;
    }
    const local = info.code === "NetConnection.Setup.Failed" && !this.#isLost;
    if (local) {
      this.#emitStatus({ ...info, code: "NetConnection.Connect.Failed" });
    } else if (!info.code.startsWith("NetConnection.Setup.")) {
      this.#isLost ||= server !== undefined && CLOSING_STATUSES.test(info.code);
      this.#emitStatus(info);
    }
  }

  #emitStatus(info: StatusInfo): void {
    this[DELIVER]("onStatus", [info], { type: "netStatus", info });
  }
}
