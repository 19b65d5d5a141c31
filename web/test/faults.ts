import type { WebSocket } from "ws";
import type { FakeConnection } from "./fake-connection.ts";

/** When a gateway that goes wants to be left, and when it is gone, in milliseconds. */
const GOAWAY = { moveInMs: 300, closeInMs: 20_000 };

/**
 * What may happen to the fake gateway of a page, told to it by `fetch`: `/fake/cut` cuts every WebSocket and refuses others
 * until `/fake/restore`, `/fake/forget` forgets sessions that are held, `/fake/goaway` tells clients to move. With `server=…`
 * only sessions that have this server.
 */
export class Faults {
  readonly #open = new Map<FakeConnection, WebSocket>();
  #isDown = false;

  /** Whether nobody can connect now. */
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
    const about = [...this.#open].filter(([{ session }]) => has(session.servers, searchParams.get("server")));
    for (const [connection, socket] of about) {
      if (pathname === "/goaway") {
        connection.session.news({ type: "goaway", ...GOAWAY });
      } else {
        socket.terminate();
      }
    }
    if (pathname === "/forget") {
      for (const [connection] of about) {
        connection.end();
      }
    }
  }
}

function has(servers: ReadonlyArray<{ url: string }>, wanted: string | null): boolean {
  return wanted === null || servers.some(({ url }) => url.includes(wanted));
}
