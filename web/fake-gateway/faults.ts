import type { WebSocket } from "ws";
import type { FakeConnection } from "./fake-connection.ts";

/** Times of a `goaway`: when clients should move, and when the gateway closes, in milliseconds. */
const GOAWAY = { moveInMs: 300, closeInMs: 20_000 };

/**
 * Faults of the fake gateway, triggered by HTTP requests of a test: `/fake/cut` cuts every WebSocket and refuses new
 * ones until `/fake/restore`, `/fake/forget` also drops the held sessions, `/fake/goaway` asks clients to move, `/fake/lose` ends
 * the connections of all servers. `server=…` selects the sessions that use this server. `/fake/publish?name=…` publishes a
 * stream.
 */
export class Faults {
  readonly #open = new Map<FakeConnection, WebSocket>();
  /** Names of the published streams. */
  readonly published = new Set<string>();
  #isDown = false;

  /** Whether new connections are refused at the moment. */
  get isDown(): boolean {
    return this.#isDown;
  }

  opened(connection: FakeConnection, socket: WebSocket): void {
    this.#open.set(connection, socket);
    socket.on("close", () => this.#open.delete(connection));
  }

  act({ pathname, searchParams }: URL): void {
    this.#isDown = pathname === "/cut";
    if (pathname === "/restore") {
      return;
    }
    if (pathname === "/publish") {
      this.published.add(searchParams.get("name") ?? "");
      return;
    }
    const affected = [...this.#open].filter(([{ session }]) => has(session.servers, searchParams.get("server")));
    for (const [connection, socket] of affected) {
      if (pathname === "/goaway") {
        connection.session.emit({ type: "goaway", ...GOAWAY });
      } else if (pathname === "/lose") {
        for (const server of connection.session.servers.keys()) {
          connection.session.lose(server);
        }
      } else {
        socket.terminate();
      }
    }
    if (pathname === "/forget") {
      for (const [connection] of affected) {
        connection.end();
      }
    }
  }
}

function has(servers: ReadonlyArray<{ url: string }>, wanted: string | null): boolean {
  return wanted === null || servers.some(({ url }) => url.includes(wanted));
}
