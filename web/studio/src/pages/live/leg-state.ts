import type { Cause, Server, State } from "multiconnection";
import type { Leg } from "../../shared/servers/destinations.ts";
import { Rate } from "./rate.ts";

/** One server, as its card shows it. */
export interface LegState {
  /** Its number in the session. */
  readonly server: number;
  readonly leg: Leg;
  state: State;
  cause?: Cause;
  /** What the gateway said about the cause. */
  detail?: string;
  /** The attempt to bring it back, planned or made. */
  attempt?: number;
  /** When that attempt is made, where it is planned; on the clock of the broadcast. */
  retryAt?: number;
  readonly rate: Rate;
  queueMs: number;
  sentBytes: number;
  dropped: number;
}

/** A leg that nothing is known of yet. */
export function begin(leg: Leg, server: number): LegState {
  return { server, leg, state: "Connecting", rate: new Rate(), queueMs: 0, sentBytes: 0, dropped: 0 };
}

/** It is as the gateway says, `now`. */
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

/** Whether nothing more comes of it. */
export function isGone(state: State): boolean {
  return state === "Failed" || state === "Rejected" || state === "Closed";
}
