import type { Closing } from "../session/session.ts";
import { type Hello, SUBPROTOCOL } from "../wire/protocol.ts";
import { readMessage } from "../wire/read-message.ts";

/** The part of a WebSocket that is used here. */
export interface Socket {
  readonly readyState: number;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** A WebSocket on which the gateway has greeted, and nothing was said yet. */
export interface Opened {
  socket: Socket;
  hello: Hello;
}

/** How long a gateway may take to greet, in milliseconds. */
const HELLO_MS = 10_000;

/**
 * Opens a WebSocket and waits for the gateway's greeting.
 *
 * @param signal gives it up
 * @throws Closing: how it ended instead
 */
export function dial(openSocket: (url: string, protocol: string) => Socket, url: string, signal: AbortSignal) {
  return new Promise<Opened>((resolve, reject) => {
    const socket = openSocket(url, SUBPROTOCOL);
    const settled = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      socket.onmessage = null;
      socket.onclose = null;
    };
    const fail = (closing: Closing) => {
      settled();
      reject(closing);
    };
    const leave = (closing: Closing) => {
      fail(closing);
      socket.close(1000);
    };
    const abort = () => leave({ code: 1000, reason: "" });
    const timer = setTimeout(() => leave({ code: 1006, reason: "the gateway does not greet" }), HELLO_MS);
    signal.addEventListener("abort", abort, { once: true });
    socket.onclose = ({ code, reason }) => fail({ code, reason });
    socket.onmessage = ({ data }) => {
      const hello = greeting(data);
      if (hello === undefined) {
        fail({ code: 4400, reason: "the gateway did not begin with hello" });
        socket.close(4400);
      } else {
        settled();
        resolve({ socket, hello });
      }
    };
  });
}

function greeting(data: unknown): Hello | undefined {
  try {
    const incoming = typeof data === "string" ? readMessage(data) : undefined;
    return incoming?.kind === "news" && incoming.news.type === "hello" ? incoming.news : undefined;
  } catch {
    return undefined;
  }
}
