import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

/** File under test. */
export const MAIN_ASC = new URL("../../docs/examples/server-side/main.asc", import.meta.url);

/** Result of a call. */
export interface CallResult {
  result?: unknown;
  error?: string;
}

/** Client of {@link MediaServer}, and what the server sent it. */
export interface FlashClient {
  ip: string;
  state: "pending" | "accepted" | "rejected" | "gone";
  /** `application` of the status that rejected it. */
  rejection?: unknown;
  readonly received: Array<{ method: string; args: unknown[] }>;
  [property: string]: unknown;
}

/** Shared object on the server's side. */
export class ServerObject {
  readonly slots = new Map<string, unknown>();

  getProperty(name: string): unknown {
    return this.slots.get(name);
  }

  /** Deletes the property if the value is null, as the server does. */
  setProperty(name: string, value: unknown): void {
    value === null ? this.slots.delete(name) : this.slots.set(name, value);
  }
}

/** Settings and content of {@link MediaServer}. */
export interface MediaServerOptions {
  /** `application.config`: strings, as in Application.xml. */
  config?: Record<string, string>;
  /** Application and instance. */
  name?: string;
  /** Length of each recording in seconds. */
  recordings?: Record<string, number>;
}

/**
 * Stand-in for an instance of an application on Flash Media Server, which cannot be installed for tests. Has the host
 * objects of server-side ActionScript that main.asc uses, as Adobe's language reference describes them: `application`,
 * `Client`, `SharedObject`, `Stream`, `setInterval`. It shows that the script runs and keeps its own rules, and not that a
 * real server behaves as described.
 */
export class MediaServer {
  readonly objects = new Map<string, ServerObject>();
  readonly #clients: FlashClient[] = [];
  readonly #intervals: Array<() => void> = [];
  // biome-ignore lint/suspicious/noExplicitAny: handlers that the script assigns
  readonly #application: any;
  readonly #prototype: object;
  readonly #context: ReturnType<typeof createContext>;
  #now = 1_000_000;

  constructor({ config, name = "live", recordings = {} }: MediaServerOptions = {}) {
    this.#application = {
      name,
      clients: this.#clients,
      ...(config && { config }),
      acceptConnection: (client: FlashClient) => this.#accept(client),
      rejectConnection: (client: FlashClient, error: unknown) => {
        this.#expectPending(client);
        client.state = "rejected";
        client.rejection = error;
      },
    };
    function Client() {}
    this.#prototype = Client.prototype;
    const now = () => this.#now;
    this.#context = createContext({
      application: this.#application,
      Client,
      SharedObject: { get: (object: string, persistent: boolean) => this.#object(object, persistent) },
      Stream: { length: (recording: string) => recordings[recording] ?? 0 },
      setInterval: (tick: () => void) => this.#intervals.push(tick),
      now,
    });
    // The script's Date follows the clock of the test.
    runInContext("Date = (function (D) { return function () { return new D(now()); }; })(Date);", this.#context);
    runInContext(readFileSync(MAIN_ASC, "utf8"), this.#context, { filename: "main.asc" });
    this.#application.onAppStart();
  }

  /** Connects a client with additional arguments of NetConnection.connect. */
  connect(...args: unknown[]): FlashClient {
    const received: FlashClient["received"] = [];
    const client: FlashClient = Object.assign(Object.create(this.#prototype), {
      ip: "192.0.2.1",
      state: "pending",
      received,
      call: (method: string, _responder: unknown, ...values: unknown[]) => received.push({ method, args: values }),
    });
    const answer: unknown = this.#application.onConnect(client, ...args);
    if (answer === true) {
      this.#accept(client);
    } else if (answer === false) {
      client.state = "rejected";
    }
    return client;
  }

  /** Ends a client's connection. */
  leave(client: FlashClient): void {
    client.state = "gone";
    this.#removeClient(client);
    this.#application.onDisconnect(client);
  }

  publish(client: FlashClient, name: string): void {
    this.#application.onPublish(client, { name });
  }

  unpublish(client: FlashClient, name: string): void {
    this.#application.onUnpublish(client, { name });
  }

  /** Calls a method as NetConnection.call does: of the client object, which must be connected. */
  call(client: FlashClient, method: string, ...args: unknown[]): CallResult {
    if (client.state !== "accepted") {
      return { error: "NetConnection.Call.Failed: not connected" };
    }
    const target = client[method];
    if (typeof target !== "function") {
      return { error: `NetConnection.Call.Failed: Method not found (${method}).` };
    }
    try {
      return { result: target.apply(client, args) };
    } catch (error) {
      return { error: `NetConnection.Call.Failed: ${(error as Error).message}` };
    }
  }

  /** Lets time pass, and runs the script's intervals. */
  wait(seconds: number): void {
    this.#now += seconds * 1000;
    for (const tick of this.#intervals) {
      tick();
    }
  }

  #object(name: string, persistent: boolean): ServerObject {
    const key = `${name}${persistent ? " (persistent)" : ""}`;
    const known = this.objects.get(key) ?? new ServerObject();
    this.objects.set(key, known);
    return known;
  }

  #accept(client: FlashClient): void {
    this.#expectPending(client);
    client.state = "accepted";
    this.#clients.push(client);
  }

  #expectPending(client: FlashClient): void {
    if (client.state !== "pending") {
      throw new Error(`decision about a client that is ${client.state}`);
    }
  }

  #removeClient(client: FlashClient): void {
    const index = this.#clients.indexOf(client);
    if (index >= 0) {
      this.#clients.splice(index, 1);
    }
  }
}
