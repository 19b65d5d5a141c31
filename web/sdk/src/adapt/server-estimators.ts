import type { ServerQueue } from "../wire/protocol.ts";
import { type Congestion, Way } from "./path-estimator.ts";
import type { Follow, Target } from "./target.ts";

/** What keeps a stream from being sent as it is. */
export interface Bottleneck extends Congestion {
  readonly why: Exclude<Target["why"], "ceiling">;
  readonly servers: readonly number[];
}

/**
 * The gateway keeps three seconds for each server, and sockets take large pieces at a time; so a server may hold more,
 * and its rate shows only over a longer time.
 */
const PATIENCE = { suddenMs: 1000, standingMs: 250, rateMs: 3000 };

/** The ways from the gateway to the servers. */
export class Servers {
  readonly #ways = new Map<number, Way>();

  constructor(readonly windowMs: number) {}

  count(ms: number, queues: readonly ServerQueue[]): void {
    const present = new Set(queues.map(({ server }) => server));
    for (const server of this.#ways.keys()) {
      if (!present.has(server)) {
        this.#ways.delete(server);
      }
    }
    for (const { server, queueMs, sentBytes } of queues) {
      const way = this.#ways.get(server) ?? new Way(this.windowMs, PATIENCE, 0);
      this.#ways.set(server, way);
      way.count(ms, queueMs, sentBytes);
    }
  }

  /** What keeps the servers that count from taking all: the slowest of them, or the fastest if not even that takes all. */
  bottleneck(follow: Exclude<Follow, "uplink">, burstMs: number): Bottleneck | undefined {
    const used = [...this.#ways].filter(([, way]) => way.isUsed);
    const slow = used.flatMap(([server, way]) => {
      const congestion = way.congestion(burstMs);
      return congestion === undefined ? [] : [{ server, congestion }];
    });
    if (slow.length === 0 || (follow === "fastest" && slow.length < used.length)) {
      return undefined;
    }
    const rates = slow.map(({ congestion }) => congestion.rate);
    const rate = follow === "slowest" ? Math.min(...rates) : Math.max(...rates);
    const chosen = slow.find(({ congestion }) => congestion.rate === rate);
    return chosen && { ...chosen.congestion, why: "servers", servers: slow.map(({ server }) => server) };
  }
}

/** The narrowest place of all ways that count. */
export function bottleneckOf(uplink: Way, servers: Servers, follow: Follow, burstMs: number): Bottleneck | undefined {
  const congestion = uplink.congestion(burstMs);
  const here: Bottleneck | undefined = congestion && { ...congestion, why: "uplink", servers: [] };
  const there = follow === "uplink" ? undefined : servers.bottleneck(follow, burstMs);
  return here === undefined || (there !== undefined && there.rate < here.rate) ? there : here;
}
