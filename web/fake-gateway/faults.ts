import type { WebSocket } from "ws";
import type { FakeConnection } from "./fake-connection.ts";

/** When a gateway that goes wants to be left, and when it is gone, in milliseconds. */
const GOAWAY = { moveInMs: 300, closeInMs: 20_000 };

/**
 * What may happen to the fake gateway of a page, told to it by `fetch`: `/fake/cut?ms=3000` cuts every WebSocket and refuses
 * others for a while, `/fake/forget` forgets sessions that are held, `/fake/goaway` tells clients to move. With `server=…`
 * only sessions that have this server.
 */
export class Faults {
  readonly #open = new Map<FakeConnection, WebSocket>();
  #downUntil = 0;

  /** Whether nobody can connect now. */
  get isDown(): boolean {
    return performance.now() < this.#downUntil;
  }

  opened(connection: FakeConnection, socket: WebSocket): void {
    this.#open.set(connection, socket);
    socket.on("close", () => this.#open.delete(connection));
  }

  act({ pathname, searchParams }: URL): void {
    const about = [...this.#open].filter(([{ session }]) => has(session.servers, searchParams.get("server")));
    for (const [connection, socket] of about) {
      if (pathname === "/goaway") {
        connection.session.news({ type: "goaway", ...GOAWAY });
      } else {
        socket.terminate();
      }
    }
    if (pathname === "/cut") {
      this.#downUntil = performance.now() + Number(searchParams.get("ms") ?? 0);
    } else if (pathname === "/forget") {
      for (const [connection] of about) {
        connection.end();
      }
    }
  }
}

function has(servers: ReadonlyArray<{ url: string }>, wanted: string | null): boolean {
  return wanted === null || servers.some(({ url }) => url.includes(wanted));
}
