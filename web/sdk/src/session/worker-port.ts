import type { FromWorker, ToWorker } from "../worker/messages.ts";

/** Worker as the page sees it: a `Worker`, or a substitute in tests. */
export interface WorkerPort {
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  onmessage: ((event: { data: FromWorker }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  terminate(): void;
}

/** Starts the SDK's own worker. */
export function startWorker(): WorkerPort {
  return new Worker(new URL("../worker/worker.ts", import.meta.url), {
    type: "module",
    name: "multiconnection",
  }) as unknown as WorkerPort;
}
