import type { SocketLike } from "./gateway-socket.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { WorkerHost } from "./worker-host.ts";

/** Entry point of the worker. */
const port = self as unknown as {
  postMessage(message: FromWorker, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

const host = new WorkerHost({
  post: (message, transfer) => port.postMessage(message, transfer ?? []),
  openSocket: (url, protocols) => {
    const socket = new WebSocket(url, protocols);
    socket.binaryType = "arraybuffer";
    return socket as SocketLike;
  },
  clock: () => performance.now(),
  isOnline: () => navigator.onLine,
});

port.onmessage = ({ data }) => host.receive(data);
