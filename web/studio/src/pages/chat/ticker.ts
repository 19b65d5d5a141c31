/** Calls back at an interval in milliseconds, until stopped. Uses a worker, whose timers are not throttled in hidden tabs. */
export function every(ms: number, tick: () => void): () => void {
  const worker = new Worker(new URL("./ticker.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = tick;
  worker.postMessage(ms);
  return () => worker.terminate();
}
