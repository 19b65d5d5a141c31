import type { IncomingCall } from "../calls/calls.ts";
import type { ConnectOptions } from "../connection/connection-types.ts";
import type { MultiConnection } from "../connection/multi-connection.ts";
import type { DataMessage } from "../session/data-message.ts";
import type { NetStatus } from "../session/net-status.ts";
import { type Deferred, deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { Value } from "../values/values.ts";
import type { RoomAddress } from "../wire/protocol.ts";
import { flashGateway, serverUrl, settings } from "./gateway.ts";
import { handlerOf } from "./handler-of.ts";
import { openConnection } from "./open-connection.ts";
import { errorText, localStatus, type StatusInfo, statusInfo } from "./status.ts";

/** Receives the events of a connection. */
export interface ConnectionListener {
  /** @param status NetStatus of the gateway; absent for a local status */
  status(info: StatusInfo, status?: NetStatus): void;
  data(data: DataMessage): void;
}

/**
 * Connection of the Flash API to a gateway. Each connect opens a new session; operations wait until it is connected.
 */
export class GatewayConnection {
  #mc: MultiConnection | undefined;
  #opened: Deferred<MultiConnection> = quietDeferred();
  #connected = false;
  #urls: readonly string[] = [];
  readonly #callHandlers = new Map<string, (call: IncomingCall) => Value | Promise<Value>>();

  constructor(readonly listener: ConnectionListener) {}

  /** URLs of the servers, as passed to connect; those of a room are known after admission. */
  get urls(): readonly string[] {
    return this.#urls;
  }

  /** Identity of the present session, or of the next one. */
  get session(): object {
    return this.#opened;
  }

  /** Whether the servers are connected. */
  get isConnected(): boolean {
    return this.#connected;
  }

  /**
   * Connects. Closes a previous connection first, as Flash does.
   *
   * @param to URLs, or a room
   * @param how `recover`: whether a lost server reconnects automatically; `properties` of the connect command
   */
  async connect(
    to: readonly string[] | RoomAddress,
    args: Value[],
    how: Pick<ConnectOptions, "recover" | "properties"> = {},
  ): Promise<void> {
    this.#disconnect();
    this.#urls = isList(to) ? [...to] : [];
    const open = this.#opened;
    const fail = (error: unknown) => {
      open.reject(error);
      if (this.#opened === open) {
        this.#mc = undefined;
        this.#opened = quietDeferred();
        if (!(error instanceof MultiConnectionError && REPORTED_BY_GATEWAY.has(error.code))) {
          this.listener.status(localStatus("NetConnection.Setup.Failed", errorText(error), "error"));
        }
      }
    };
    try {
      const mc = openConnection(flashGateway());
      this.#mc = mc;
      this.#listen(mc);
      if (!isList(to)) {
        this.#trackUrls(mc);
      }
      const { timeout } = settings;
      const options = { ...how, ...(timeout !== undefined && { timeout }), ...(args.length > 0 && { args }) };
      await mc.connect(isList(to) ? to.map(serverUrl) : to, options).catch((error) => {
        void mc.close();
        throw error;
      });
      this.#connected = this.#mc === mc;
      open.resolve(mc);
    } catch (error) {
      fail(error);
    }
  }

  /** Runs an operation once connected, in the order of the calls. Rejected if connecting fails. */
  async run<T>(operation: (mc: MultiConnection) => T | Promise<T>): Promise<T> {
    return operation(await this.#opened.promise);
  }

  /**
   * Answers servers' calls of methods in all sessions, with the functions that an object or its client has at the time
   * of the call.
   */
  answer(methods: readonly string[], object: { client: object }): void {
    for (const method of methods.filter((each) => !this.#callHandlers.has(each))) {
      const handler = ({ args }: IncomingCall) => {
        const owner = [object, object.client].find((each) => handlerOf(each, method) !== undefined);
        const found = handlerOf(owner, method);
        if (found === undefined) {
          throw new TypeError("Method not found");
        }
        return found.apply(owner, args) as Value | Promise<Value>;
      };
      this.#callHandlers.set(method, handler);
      this.#mc?.handle(method, handler);
    }
  }

  /** Closes the session with all streams and connections. */
  close(): void {
    if (this.#mc !== undefined) {
      this.#disconnect();
      this.listener.status(localStatus("NetConnection.Connect.Closed", "Closed by the client."));
    }
  }

  #disconnect(): void {
    const mc = this.#mc;
    this.#mc = undefined;
    this.#connected = false;
    if (mc !== undefined) {
      this.#opened.reject(new MultiConnectionError("closed", "the connection was closed"));
      this.#opened = quietDeferred();
      void mc.close();
    }
  }

  /** Records the URLs of a room's servers, which only the gateway knows. */
  #trackUrls(mc: MultiConnection): void {
    mc.on("server", ({ server, url }) => {
      if (mc === this.#mc) {
        this.#urls = Object.assign([...this.#urls], { [server]: url });
      }
    });
  }

  #listen(mc: MultiConnection): void {
    const current = () => mc === this.#mc;
    mc.on("status", (status) => {
      if (current()) {
        const url = status.server === undefined ? undefined : this.#urls[status.server];
        this.listener.status(statusInfo(status, url), status);
      }
    });
    mc.on("data", (data) => current() && this.listener.data(data));
    mc.on("close", ({ reason, code }) => {
      // Until then, connect reports the failure.
      if (current() && this.#connected) {
        this.#disconnect();
        const why = `The connection to the gateway ended: ${reason || `close code ${code}`}.`;
        this.listener.status(localStatus("NetConnection.Connect.Closed", why, "error"));
      }
    });
    for (const [method, handler] of this.#callHandlers) {
      mc.handle(method, handler);
    }
  }
}

/** Codes of failures that the gateway has reported as a status, too. */
const REPORTED_BY_GATEWAY: ReadonlySet<string> = new Set(["setup-failed", "rejected"]);

function isList(to: readonly string[] | RoomAddress): to is readonly string[] {
  return Array.isArray(to);
}

/** Returns a deferred promise whose rejection may be ignored. */
function quietDeferred(): Deferred<MultiConnection> {
  const made = deferred<MultiConnection>();
  made.promise.catch(() => {});
  return made;
}
