import type { SocketLike } from "./gateway-socket.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { WorkerHost } from "./worker-host.ts";

/** Entry point of the worker. */
const port = self as unknown as {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

/** Protocols that the Content Security Policy has blocked. Violations have the URL of HTTP, and only the scheme of others. */
const blocked = new Set<string>();
self.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
  if (effectiveDirective === "connect-src") {
    blocked.add(`${blockedURI.split(":")[0]}:`);
  }
});

const host = new WorkerHost({
  post: (message, transfer) => port.postMessage(message, transfer ?? []),
  openSocket: (url, protocols) => {
    const socket = new WebSocket(url, protocols);
    socket.binaryType = "arraybuffer";
    return socket as SocketLike;
  },
  probes: {
    fetch: (url, init) => fetch(url, init),
    origin: self.origin,
    isBlocked: (protocol) => blocked.has(protocol),
  },
  clock: () => performance.now(),
  isOnline: () => navigator.onLine,
});

port.onmessage = ({ data }) => host.receive(data);
