/** Calls back in such milliseconds until it is stopped. A worker keeps time in a hidden tab, too, where a page does not. */
export function every(ms: number, tick: () => void): () => void {
  const worker = new Worker(new URL("./ticker.worker.ts", import.meta.url), { type: "module" });
  worker.onmessage = tick;
  worker.postMessage(ms);
  return () => worker.terminate();
}
