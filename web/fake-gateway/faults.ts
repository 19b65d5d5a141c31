import type { WebSocket } from "ws";
import type { FakeConnection } from "./fake-connection.ts";

/** Times of a `goaway`: when clients should move, and when the gateway closes, in milliseconds. */
const GOAWAY = { moveInMs: 300, closeInMs: 20_000 };

/**
 * Faults of the fake gateway, triggered by HTTP requests of a test: `/fake/cut?ms=3000` cuts every WebSocket and refuses
 * new ones for 3000 ms, `/fake/forget` also drops the held sessions, `/fake/goaway` asks clients to move. `server=…` selects
 * the sessions that use this server.
 */
export class Faults {
  readonly #open = new Map<FakeConnection, WebSocket>();
  #downUntil = 0;

  /** Whether new connections are refused at the moment. */
  get isDown(): boolean {
    return performance.now() < this.#downUntil;
  }

  opened(connection: FakeConnection, socket: WebSocket): void {
    this.#open.set(connection, socket);
    socket.on("close", () => this.#open.delete(connection));
  }

  act({ pathname, searchParams }: URL): void {
    const affected = [...this.#open].filter(([{ session }]) => has(session.servers, searchParams.get("server")));
    for (const [connection, socket] of affected) {
      if (pathname === "/goaway") {
        connection.session.emit({ type: "goaway", ...GOAWAY });
      } else {
        socket.terminate();
      }
    }
    if (pathname === "/cut") {
      this.#downUntil = performance.now() + Number(searchParams.get("ms") ?? 0);
    } else if (pathname === "/forget") {
      for (const [connection] of affected) {
        connection.end();
      }
    }
  }
}

function has(servers: ReadonlyArray<{ url: string }>, wanted: string | null): boolean {
  return wanted === null || servers.some(({ url }) => url.includes(wanted));
}
