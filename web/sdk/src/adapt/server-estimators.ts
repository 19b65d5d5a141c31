import type { ServerQueue } from "../wire/protocol.ts";
import { type Congestion, PathEstimator } from "./path-estimator.ts";
import type { Follow, Target } from "./target.ts";

/** Slowest path that limits a stream. */
export interface Bottleneck extends Congestion {
  readonly why: Extract<Target["why"], "uplink" | "servers">;
  readonly servers: readonly number[];
}

/**
 * Higher than those of the uplink: the gateway queues up to three seconds per server and writes large chunks to
 * sockets, so that the rate is visible only over a longer time.
 */
const THRESHOLDS = { suddenMs: 1000, standingMs: 250, rateMs: 3000 };

/** Estimators of the paths from the gateway to the servers. */
export class ServerEstimators {
  readonly #estimators = new Map<number, PathEstimator>();

  constructor(readonly windowMs: number) {}

  record(ms: number, queues: readonly ServerQueue[]): void {
    const present = new Set(queues.map(({ server }) => server));
    for (const server of this.#estimators.keys()) {
      if (!present.has(server)) {
        this.#estimators.delete(server);
      }
    }
    for (const { server, queueMs, sentBytes } of queues) {
      const estimator = this.#estimators.get(server) ?? new PathEstimator(this.windowMs, THRESHOLDS, 0);
      this.#estimators.set(server, estimator);
      estimator.record(ms, queueMs, sentBytes);
    }
  }

  /**
   * Returns the congestion of the servers that count: of the slowest server, or of the fastest one if all are
   * congested.
   */
  bottleneck(follow: Exclude<Follow, "uplink">, burstMs: number): Bottleneck | undefined {
    const used = [...this.#estimators].filter(([, estimator]) => estimator.isUsed);
    const slow = used.flatMap(([server, estimator]) => {
      const congestion = estimator.congestion(burstMs);
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

/** Returns the path with the lowest rate among the congested ones. */
export function bottleneckOf(
  uplink: PathEstimator,
  servers: ServerEstimators,
  follow: Follow,
  burstMs: number,
): Bottleneck | undefined {
  const congestion = uplink.congestion(burstMs);
  const here: Bottleneck | undefined = congestion && { ...congestion, why: "uplink", servers: [] };
  const there = follow === "uplink" ? undefined : servers.bottleneck(follow, burstMs);
  return here === undefined || (there !== undefined && there.rate < here.rate) ? there : here;
}
