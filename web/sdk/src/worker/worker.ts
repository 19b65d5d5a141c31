import { Host, type Socket } from "./host.ts";
import type { FromWorker, ToWorker } from "./messages.ts";

/** The entry of the worker. */
const port = self as unknown as {
  postMessage(message: FromWorker): void;
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
};

const host = new Host({
  post: (message) => port.postMessage(message),
  openSocket: (url, protocol) => new WebSocket(url, protocol) as Socket,
  clock: () => performance.now(),
});

port.onmessage = ({ data }) => host.receive(data);
