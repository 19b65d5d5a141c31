import type { NetStatus } from "../session/net-status.ts";
import { type Deferred, deferred } from "../shared/deferred.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { Value } from "../values/values.ts";
import type { RoomAddress } from "../wire/protocol.ts";
import { gatewayUrl, serverUrl } from "./gateway.ts";
import { type Modern, openModern, type ServerCall, type ServerData } from "./modern.ts";
import { localStatus, type StatusInfo, statusInfo, words } from "./status.ts";

/** What a connection tells. */
export interface ConnectionListener {
  /** @param status as it came; not there on what is said here */
  status(info: StatusInfo, status?: NetStatus): void;
  data(data: ServerData): void;
}

/** One session of the gateway, which may end and begin again, and what is asked of it before it is there. */
export class Connection {
  #modern: Modern | undefined;
  #open: Deferred<Modern> = quiet();
  #connected = false;
  #urls: readonly string[] = [];
  readonly #calls = new Map<string, (call: ServerCall) => Value | Promise<Value>>();

  constructor(readonly listener: ConnectionListener) {}

  /** The servers, as they were given; those of a room once the client is let in. */
  get urls(): readonly string[] {
    return this.#urls;
  }

  /** Stands for the session that is there or will be next. */
  get session(): object {
    return this.#open;
  }

  /** Whether it is connected. */
  get isConnected(): boolean {
    return this.#connected;
  }

  /**
   * Connects; what was connected before is closed first, as in Flash.
   *
   * @param to URLs, or a room
   * @param how `recover`: whether a server that is lost comes back by itself
   */
  async connect(to: readonly string[] | RoomAddress, args: Value[], how: { recover?: boolean } = {}): Promise<void> {
    this.#end();
    this.#urls = isList(to) ? [...to] : [];
    const open = this.#open;
    const fail = (error: unknown) => {
      open.reject(error);
      if (this.#open === open) {
        this.#modern = undefined;
        this.#open = quiet();
        if (!(error instanceof MultiConnectionError && SAID.has(error.code))) {
          this.listener.status(localStatus("NetConnection.Setup.Failed", words(error), "error"));
        }
      }
    };
    try {
      const modern = openModern(gatewayUrl());
      this.#modern = modern;
      this.#listen(modern);
      if (!isList(to)) {
        this.#learnUrls(modern);
      }
      const options = args.length === 0 ? how : { ...how, args };
      await modern.connect(isList(to) ? to.map(serverUrl) : to, options).catch((error) => {
        void modern.close();
        throw error;
      });
      this.#connected = this.#modern === modern;
      open.resolve(modern);
    } catch (error) {
      fail(error);
    }
  }

  /** Does something once connected, in the order in which it was asked for. Rejected if it never is. */
  async run<T>(operation: (modern: Modern) => T | Promise<T>): Promise<T> {
    return operation(await this.#open.promise);
  }

  /** Answers calls of servers, from now on and in every session. */
  handle(method: string, handler: (call: ServerCall) => Value | Promise<Value>): void {
    if (!this.#calls.has(method)) {
      this.#calls.set(method, handler);
      this.#modern?.handle?.(method, handler);
    }
  }

  /** Ends every stream and connection. */
  close(): void {
    if (this.#modern !== undefined) {
      this.#end();
      this.listener.status(localStatus("NetConnection.Connect.Closed", "Closed by this side."));
    }
  }

  #end(): void {
    const modern = this.#modern;
    this.#modern = undefined;
    this.#connected = false;
    if (modern !== undefined) {
      this.#open.reject(new MultiConnectionError("closed", "the connection was closed"));
      this.#open = quiet();
      void modern.close();
    }
  }

  /** Which servers a room has, only the gateway knows. */
  #learnUrls(modern: Modern): void {
    modern.on("server", ({ server, url }) => {
      if (modern === this.#modern) {
        this.#urls = Object.assign([...this.#urls], { [server]: url });
      }
    });
  }

  #listen(modern: Modern): void {
    const current = () => modern === this.#modern;
    modern.on("status", (status) => {
      if (current()) {
        const url = status.server === undefined ? undefined : this.#urls[status.server];
        this.listener.status(statusInfo(status, url), status);
      }
    });
    modern.on("data", (data) => current() && this.listener.data(data));
    modern.on("close", ({ reason, code }) => {
      // Before it is connected, connect itself fails.
      if (current() && this.#connected) {
        this.#end();
        const why = `The connection to the gateway ended: ${reason || `close code ${code}`}.`;
        this.listener.status(localStatus("NetConnection.Connect.Closed", why, "error"));
      }
    });
    for (const [method, handler] of this.#calls) {
      modern.handle?.(method, handler);
    }
  }
}

/** Of these failures the gateway has said it already. */
const SAID: ReadonlySet<string> = new Set(["setup-failed", "rejected"]);

function isList(to: readonly string[] | RoomAddress): to is readonly string[] {
  return Array.isArray(to);
}

/** A promise whose rejection nobody has to take. */
function quiet(): Deferred<Modern> {
  const made = deferred<Modern>();
  made.promise.catch(() => {});
  return made;
}
