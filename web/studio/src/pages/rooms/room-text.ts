import type { RejectReason, WaitsFor } from "multiconnection";
import type { Tone } from "../../shared/status-text.ts";
import { freeOf, type Occupancy, overOf } from "./occupancy.ts";
import type { Decision, Directory, Pending } from "./operator.ts";

/** How a directory is, for people. */
export const DIRECTORY_LABELS: Record<Directory["state"], { tone: Tone; word: string; text: string }> = {
  waiting: {
    tone: "busy",
    word: "Not here yet",
    text: "Its master has not sent it yet. Who asks for one of its rooms waits.",
  },
  current: { tone: "good", word: "Up to date", text: "As its master says." },
  stale: {
    tone: "warning",
    word: "Last copy",
    text: "Its master cannot be reached. Places are given by what it said last.",
  },
};

/** What a client waits for, as an operator reads it. */
export const WAIT_TEXTS: Record<WaitsFor, string> = {
  directory: "Waits for the directory",
  admission: "Waits for the application",
  operator: "Waits for you",
  place: "A place is looked for",
};

/** The same, as whoever waits reads it. */
export const VISIT_LABELS: Record<WaitsFor, string> = {
  directory: "Waiting for the directory of rooms.",
  admission: "Waiting for the application's answer.",
  operator: "Waiting for an operator.",
  place: "Waiting for a place.",
};

/** Why there is no place. Where a person or the application said why, that is what counts. */
export const REJECT_TEXTS: Record<RejectReason, string> = {
  "no-such-room": "There is no such room, group or directory.",
  full: "No place is free.",
  "not-allowed": "The gateway may not connect to this room's servers. Its operator has to allow them.",
  admission: "The application said no.",
  "admission-failed": "The application could not be asked.",
  operator: "An operator said no.",
  timeout: "Nobody decided in time.",
  "too-many": "Too many are waiting already.",
  unavailable: "Places cannot be given now. Try again in a moment.",
};

/** Why, with what was said about it. */
export function rejectText(reason: RejectReason | undefined, text: string | undefined): string {
  const said = reason === "operator" || reason === "admission" ? text : undefined;
  return said || (reason && REJECT_TEXTS[reason]) || text || "Turned away.";
}

/** Who waits, and for what: `Ada`, `the room lobby`. */
export function whoText({ user }: Pending): string {
  return user ?? "A client without a name";
}

export function wishText({ room, group }: Pick<Pending, "room" | "group">): string {
  return room === undefined ? `the best room of ${group}` : `the room ${room}`;
}

/** What became of a decision. */
export function decisionText({ outcome, room, reason, text }: Decision): { tone: Tone; text: string } {
  switch (outcome) {
    case "accepted":
      return { tone: "good", text: `Let into ${room}` };
    case "admitted":
      return { tone: "busy", text: "May go in as soon as there is a place to go to" };
    case "left":
      return { tone: "idle", text: "Left meanwhile" };
    case "rejected":
      return { tone: "bad", text: reason === "operator" ? "Turned away" : `Not let in: ${rejectText(reason, text)}` };
  }
}

/** For ears: what a bar shows. */
export function occupancyText(occupancy: Occupancy): string {
  const { reserved, others, capacity } = occupancy;
  const over = overOf(occupancy);
  const rest = over > 0 ? `${over} too many` : `${freeOf(occupancy)} free`;
  return `${reserved} reserved, ${others} other users, ${rest} of ${capacity} places`;
}
