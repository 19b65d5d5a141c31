import type { FromWorker, ToWorker } from "../worker/messages.ts";

/** Worker as the page sees it: a `Worker`, or a substitute in tests. */
export interface WorkerPort {
  /** Advice for the case that the worker does not start. */
  readonly hint?: string;
  postMessage(message: ToWorker, transfer: Transferable[]): void;
  onmessage: ((event: { data: FromWorker }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
  terminate(): void;
}
