import type { FromWorker, ToWorker } from "../worker/messages.ts";

/** The worker, as the page sees it. A `Worker` is one; tests bring their own. */
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
