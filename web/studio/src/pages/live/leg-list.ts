import type { Ack, Server } from "multiconnection";
import type { Leg } from "../../shared/servers/destinations.ts";
import { nameOf, shown } from "../../shared/servers/services.ts";
import { begin, enter, isConnected, isGone, type LegState } from "./leg-state.ts";

/** Servers of a broadcast, in the order in which they joined, with their states. */
export class LegList {
  #legs: LegState[];
  /** Legs that are being added and have no number yet. */
  #pending: Leg[] = [];

  constructor(legs: readonly Leg[] = []) {
    this.#legs = legs.map(begin);
  }

  get all(): readonly LegState[] {
    return this.#legs;
  }

  /** Whether any server receives the broadcast. */
  get areDelivering(): boolean {
    return this.#legs.some(({ delivers }) => delivers);
  }

  /** Whether no server can receive the broadcast any more. */
  get areGone(): boolean {
    return this.#legs.every(({ state }) => isGone(state));
  }

  find(server: number): LegState | undefined {
    return this.#legs.find((each) => each.server === server);
  }

  /** Announces legs, in the order in which the gateway will number them. */
  expect(legs: readonly Leg[]): void {
    this.#pending.push(...legs);
  }

  /** Withdraws legs that the gateway did not accept. */
  withdraw(legs: readonly Leg[]): void {
    this.#pending = this.#pending.filter((each) => !legs.includes(each));
  }

  remove(leg: LegState): void {
    this.#legs = this.#legs.filter((each) => each !== leg);
  }

  /**
   * Applies a server event. Adds servers that are new: announced ones, and others of a pool that has changed.
   *
   * @returns the leg and whether it was being reconnected before; undefined if its state is the same
   */
  update(event: Server, now: number): { leg: LegState; isRetry: boolean } | undefined {
    const leg = this.find(event.server) ?? this.#add(event);
    if (leg.state === event.state) {
      return undefined;
    }
    const isRetry = leg.attempt !== undefined;
    enter(leg, event, now);
    return { leg, isRetry };
  }

  /**
   * Records the counters of an acknowledgement.
   *
   * @returns legs whose servers have begun to receive the broadcast
   */
  acknowledge({ servers }: Ack, now: number): LegState[] {
    const begun: LegState[] = [];
    for (const { server, queueMs, sentBytes, dropped } of servers) {
      const leg = this.find(server);
      if (leg !== undefined && !isGone(leg.state)) {
        if (!leg.delivers && isConnected(leg.state) && sentBytes > 0 && sentBytes !== leg.sentBytes) {
          leg.delivers = true;
          begun.push(leg);
        }
        Object.assign(leg, { queueMs, sentBytes, dropped });
        leg.rate.count(now, sentBytes);
      }
    }
    return begun;
  }

  #add({ server, url }: Server): LegState {
    const unknown = { destination: "", name: nameOf(url), url: shown(url), key: "" };
    const added = begin(this.#pending.shift() ?? unknown, server);
    this.#legs.push(added);
    return added;
  }
}
