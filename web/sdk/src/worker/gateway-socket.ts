import type { Closing } from "../shared/link-types.ts";
import type { Hello } from "../wire/protocol.ts";
import { readMessage } from "../wire/read-message.ts";

/** Subset of `WebSocket` that the SDK uses. */
export interface SocketLike {
  readonly readyState: number;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
}

/** WebSocket on which only the gateway's `hello` has been received. */
export interface OpenedSocket {
  socket: SocketLike;
  hello: Hello;
}

/** Timeout for the gateway's `hello`, in milliseconds. */
const HELLO_MS = 10_000;

/**
 * Opens a WebSocket and waits for the gateway's `hello`.
 *
 * @param signals cancel the attempt
 * @throws Closing if the WebSocket ends before that
 */
export function openGatewaySocket(openSocket: () => SocketLike, signals: readonly AbortSignal[]) {
  return new Promise<OpenedSocket>((resolve, reject) => {
    if (signals.some(({ aborted }) => aborted)) {
      reject({ code: 1000, reason: "" } satisfies Closing);
      return;
    }
    let socket: SocketLike;
    try {
      socket = openSocket();
    } catch (error) {
      reject({ code: 1006, reason: `the browser opens no WebSocket: ${(error as Error).message}` } satisfies Closing);
      return;
    }
    const settled = () => {
      clearTimeout(timer);
      for (const signal of signals) {
        signal.removeEventListener("abort", abort);
      }
      socket.onmessage = null;
      socket.onclose = null;
      socket.onerror = null;
    };
    const fail = (closing: Closing) => {
      settled();
      reject(closing);
    };
    const close = (closing: Closing) => {
      fail(closing);
      socket.close(1000);
    };
    const abort = () => close({ code: 1000, reason: "" });
    const timer = setTimeout(
      () => close({ code: 1006, reason: `the gateway sent no hello within ${HELLO_MS} ms` }),
      HELLO_MS,
    );
    for (const signal of signals) {
      signal.addEventListener("abort", abort, { once: true });
    }
    socket.onclose = ({ code, reason }) => fail({ code, reason });
    // Chromium dispatches no close event if a Content Security Policy blocks the WebSocket.
    socket.onerror = () => fail({ code: 1006, reason: "" });
    socket.onmessage = ({ data }) => {
      const hello = readHello(data);
      if (hello === undefined) {
        fail({ code: 4400, reason: "the first message of the gateway is not hello" });
        socket.close(4400);
      } else {
        settled();
        resolve({ socket, hello });
      }
    };
  });
}

function readHello(data: unknown): Hello | undefined {
  try {
    const incoming = typeof data === "string" ? readMessage(data) : undefined;
    return incoming?.kind === "event" && incoming.event.type === "hello" ? incoming.event : undefined;
  } catch {
    return undefined;
  }
}
