import { afterEach, beforeEach, vi } from "vitest";
import type { LinkState, PublishedStream } from "../../src/index.ts";
import { stubCodecs, stubTracks } from "./fake-codecs.ts";
import { Bench, type BenchOptions } from "./in-memory.ts";

/** Controls time, randomness and codecs in each test of a file. */
export function holdStill(): void {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
    vi.spyOn(Math, "random").mockReturnValue(0.5);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
}

/** Creates a bench whose sessions are held, whose link reconnects, and whose gateway acknowledges. For fake timers. */
export function held(options: BenchOptions = {}) {
  const bench = new Bench({ holdMs: 30_000, reconnect: {}, ...options });
  const links: LinkState[] = [];
  bench.mc.on("link", (link) => links.push(link));
  setInterval(() => bench.socket.gateway?.ack(), 250);
  return { bench, links };
}

/** Publishes test tracks until media flows. */
export async function publish(bench: Bench, options: object = {}): Promise<PublishedStream> {
  const promise = bench.mc.publish("show", { ...stubTracks(), ...options });
  await vi.advanceTimersByTimeAsync(1500);
  return promise;
}
