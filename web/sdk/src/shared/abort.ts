import { deferred } from "./deferred.ts";
/**
 * Waits for a promise until a signal aborts.
 *
 * @throws the signal's reason, if it aborts first
 */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) {
    return promise;
  }
  // After an abort nobody may wait for the promise; its failure must not be an unhandled rejection.
  promise.catch(() => {});
  signal.throwIfAborted();
  const aborted = deferred<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
