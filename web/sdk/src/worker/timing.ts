/** Milliseconds of a monotonic clock. All tracks of a worker share one clock. */
export type Clock = () => number;

/** Resolves after `ms` milliseconds, or when a signal is aborted. */
export function delay(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal?.addEventListener("abort", over);
  });
}

/**
 * Waits for a promise for at most `ms` milliseconds.
 *
 * @param timeoutError creates the error to throw after that time
 */
export async function withTimeout<T>(ms: number, promise: Promise<T>, timeoutError: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timeoutError()), ms);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
