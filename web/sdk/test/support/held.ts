import { afterEach, beforeEach, vi } from "vitest";
import type { LinkState, PublishedStream } from "../../src/index.ts";
import { stubCodecs, stubTracks } from "./fake-codecs.ts";
import { Bench, type BenchOptions } from "./in-memory.ts";

/** In each test of a file time, chance and codecs are the test's. */
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

/** A bench whose sessions are held, whose link comes back, and whose gateway acknowledges. For fake timers. */
export function held(options: BenchOptions = {}) {
  const bench = new Bench({ holdMs: 30_000, reconnect: {}, ...options });
  const links: LinkState[] = [];
  bench.mc.on("link", (link) => links.push(link));
  setInterval(() => bench.socket.gateway?.ack(), 250);
  return { bench, links };
}

/** Publishes test tracks, until media flows. */
export async function publish(bench: Bench, options: object = {}): Promise<PublishedStream> {
  const promise = bench.mc.publish("show", { ...stubTracks(), ...options });
  await vi.advanceTimersByTimeAsync(1500);
  return promise;
}
