import type { Cause, Server, State } from "multiconnection";
import type { Leg } from "../../shared/servers/destinations.ts";
import { Rate } from "./rate.ts";

/** State of one server, as shown on its card. */
export interface LegState {
  /** Number of the server in the session. */
  readonly server: number;
  readonly leg: Leg;
  state: State;
  cause?: Cause;
  /** Details of the cause, from the gateway. */
  detail?: string;
  /** Number of the current or next reconnect attempt. */
  attempt?: number;
  /** Time of the next reconnect attempt, on the clock of the broadcast. */
  retryAt?: number;
  /** Whether the server receives the broadcast: media was sent to it since it was connected. */
  delivers: boolean;
  /** Whether the server was lost, and has received nothing since. */
  wasLost: boolean;
  readonly rate: Rate;
  queueMs: number;
  sentBytes: number;
  dropped: number;
}

/** Creates the state of a leg that is connecting. */
export function begin(leg: Leg, server: number): LegState {
  const counters = { queueMs: 0, sentBytes: 0, dropped: 0 };
  return { server, leg, state: "Connecting", delivers: false, wasLost: false, rate: new Rate(), ...counters };
}

/** Applies a server event of the gateway, received at the time `now`. */
export function enter(leg: LegState, { state, cause, text, attempt, retryInMs }: Server, now: number): void {
  leg.delivers &&= isConnected(state);
  leg.wasLost ||= attempt !== undefined;
  leg.state = state;
  leg.queueMs = 0;
  for (const key of ["cause", "detail", "attempt", "retryAt"] as const) {
    delete leg[key];
  }
  Object.assign(leg, cause && { cause }, text && { detail: text }, attempt && { attempt });
  if (retryInMs !== undefined) {
    leg.retryAt = now + retryInMs;
  }
}

/** Returns whether a state is that of a connected server. */
export function isConnected(state: State): boolean {
  return state === "Live" || state === "Lagging";
}

/** Returns whether a state is final. */
export function isGone(state: State): boolean {
  return state === "Failed" || state === "Rejected" || state === "Closed";
}
