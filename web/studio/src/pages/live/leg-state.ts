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
  readonly rate: Rate;
  queueMs: number;
  sentBytes: number;
  dropped: number;
}

/** Creates the state of a leg that is connecting. */
export function begin(leg: Leg, server: number): LegState {
  return { server, leg, state: "Connecting", rate: new Rate(), queueMs: 0, sentBytes: 0, dropped: 0 };
}

/** Applies a server event of the gateway, received at the time `now`. */
export function enter(leg: LegState, { state, cause, text, attempt, retryInMs }: Server, now: number): void {
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

/** Returns whether a state is final. */
export function isGone(state: State): boolean {
  return state === "Failed" || state === "Rejected" || state === "Closed";
}
