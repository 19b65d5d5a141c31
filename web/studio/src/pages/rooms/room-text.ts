import type { RejectReason, WaitsFor } from "multiconnection";
import type { Tone } from "../../shared/status-text.ts";
import { freeOf, type Occupancy, overOf } from "./occupancy.ts";
import type { Decision, Directory, Pending } from "./operator.ts";

/** Labels of the states of a directory. */
export const DIRECTORY_LABELS: Record<Directory["state"], { tone: Tone; label: string; text: string }> = {
  waiting: {
    tone: "busy",
    label: "Not loaded",
    text: "The master application has not sent the directory yet. Clients that request its rooms wait.",
  },
  current: { tone: "good", label: "Up to date", text: "As reported by the master application." },
  stale: {
    tone: "warning",
    label: "Outdated",
    text: "The master application cannot be reached. Places are assigned from its last report.",
  },
};

/** Reasons why a client waits, as shown to operators. */
export const WAIT_TEXTS: Record<WaitsFor, string> = {
  directory: "Waiting for directory",
  admission: "Waiting for application",
  operator: "Waiting for you",
  place: "Waiting for a place",
};

/** Reasons why a client waits, as shown to the client. */
export const CLIENT_WAIT_TEXTS: Record<WaitsFor, string> = {
  directory: "Waiting for the directory of rooms.",
  admission: "Waiting for the application.",
  operator: "Waiting for an operator.",
  place: "Waiting for a place.",
};

/** Default explanations of rejections. */
export const REJECT_TEXTS: Record<RejectReason, string> = {
  "no-such-room": "The room, group or directory does not exist.",
  full: "Room full.",
  "not-allowed": "The servers of this room are not allowed by this gateway. Ask its administrator.",
  admission: "Rejected by the application.",
  "admission-failed": "The application could not be reached. Try again.",
  operator: "Rejected by an operator.",
  timeout: "The request timed out. Try again.",
  "too-many": "Too many clients are pending. Try again later.",
  unavailable: "No places can be assigned right now. Try again in a moment.",
};

/** Explains a rejection. The text of an operator or the application takes precedence. */
export function rejectText(reason: RejectReason | undefined, text: string | undefined): string {
  const given = reason === "operator" || reason === "admission" ? text : undefined;
  return given || (reason && REJECT_TEXTS[reason]) || text || "Rejected.";
}

/** Returns the name of a client. */
export function clientText({ user }: Pending): string {
  return user ?? "Unnamed client";
}

/** Describes the requested room. */
export function requestText({ room, group }: Pick<Pending, "room" | "group">): string {
  return room === undefined ? `Best room of group ${group}` : `Room ${room}`;
}

/** Describes the outcome of a decision. */
export function decisionText({ outcome, room, reason, text }: Decision): { tone: Tone; text: string } {
  switch (outcome) {
    case "accepted":
      return { tone: "good", text: `Accepted into ${room}` };
    case "admitted":
      return { tone: "busy", text: "Accepted, waiting for a free place" };
    case "left":
      return { tone: "idle", text: "The client has left" };
    case "rejected":
      return { tone: "bad", text: reason === "operator" ? "Rejected" : `Not accepted: ${rejectText(reason, text)}` };
  }
}

/** Describes an occupancy bar for screen readers. */
export function occupancyText(occupancy: Occupancy): string {
  const { reserved, others, capacity } = occupancy;
  const over = overOf(occupancy);
  const rest = over > 0 ? `${over} over the capacity` : `${freeOf(occupancy)} free`;
  return `${reserved} reserved, ${others} other users, ${rest} of ${capacity} places`;
}
