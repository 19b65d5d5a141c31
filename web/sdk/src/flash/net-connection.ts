import type { Value } from "../values/values.ts";
import { ObjectEncoding } from "./constants.ts";
import { ASSIGNED, DELIVER, Dynamic } from "./dynamic.ts";
import { netStatus } from "./events.ts";
import { GatewayConnection } from "./gateway-connection.ts";
import { type Handler, handlerNames, internal } from "./handler-of.ts";
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
  static #defaultEncoding = ObjectEncoding.AMF0;
  readonly #connection: GatewayConnection = new GatewayConnection({
    status: (info, status) => this.#onStatus(info, status?.stream, status?.server),
    data: ({ stream, handler, args }) => stream === undefined && this[DELIVER](handler, args.map(plainValue)),
  });
  #isLost = false;
  #objectEncoding = NetConnection.#defaultEncoding;

  static {
    internal(NetConnection.prototype);
  }

  /** Value of {@link objectEncoding} for new connections. */
  static get defaultObjectEncoding(): number {
    return NetConnection.#defaultEncoding;
  }

  static set defaultObjectEncoding(encoding: number) {
    NetConnection.#defaultEncoding = encoding === ObjectEncoding.AMF3 ? encoding : ObjectEncoding.AMF0;
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

  /** Protocol of the server: `rtmp` or `rtmps`; empty before {@link connect}. */
  get protocol(): string {
    return this.uri.split(":")[0] ?? "";
  }

  /** Whether the gateway is connected to the server by TLS. */
  get usingTLS(): boolean {
    return this.isConnected && this.protocol === "rtmps";
  }

  /**
   * AMF version that the next {@link connect} offers to the server: 0 or 3. With 0, the default as in ActionScript 2,
   * only values that need AMF3 are sent as such.
   */
  get objectEncoding(): number {
    return this.#objectEncoding;
  }

  set objectEncoding(encoding: number) {
    this.#objectEncoding = encoding === ObjectEncoding.AMF3 ? encoding : ObjectEncoding.AMF0;
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
    this.#connection.answer(handlerNames(this), this);
    // No automatic reconnection, as code of that time reconnects itself.
    const properties = { objectEncoding: this.#objectEncoding };
    const isDefault = this.#objectEncoding === ObjectEncoding.AMF0;
    void this.#connection.connect([url], args, { recover: false, ...(!isDefault && { properties }) });
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
    this.#connection.answer(names, this);
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
    this[DELIVER]("onStatus", [info], netStatus(info));
  }
}
