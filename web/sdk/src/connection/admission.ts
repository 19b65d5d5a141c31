import type { NetStatus } from "../session/net-status.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { RejectReason, WaitsFor } from "../wire/protocol.ts";

/** How a client stands that asks for a place in a room (PROTOCOL.md, section 17). `text` says it in words. */
export type Admission =
  /** Neither let in nor turned away. `pending` is the id by which an operator knows it. */
  | { state: "pending"; pending: string; waitsFor: WaitsFor; text: string }
  /** A place in `room` is its own; now its server is connected. */
  | { state: "accepted"; room: string; text: string }
  | { state: "rejected"; reason: RejectReason; text: string };

/** What a status says of that; nothing if it is about something else, such as a server's own refusal. */
export function admissionOf({ server, code, description: text, more }: NetStatus): Admission | undefined {
  if (server !== undefined) {
    return undefined;
  }
  const { pending, waitsFor, room, reason } = more as { [key: string]: string };
  switch (code) {
    case "NetConnection.Connect.Pending":
      return { state: "pending", pending: String(pending), waitsFor: waitsFor as WaitsFor, text };
    case "NetConnection.Connect.Accepted":
      return { state: "accepted", room: String(room), text };
    case "NetConnection.Connect.Rejected":
      return { state: "rejected", reason: reason as RejectReason, text };
    default:
      return undefined;
  }
}

/** The gateway's error `rejected`, with the reason that its status had. */
export function withReason(error: unknown, admission: Admission | undefined): unknown {
  const isRejected = error instanceof MultiConnectionError && error.code === "rejected";
  return isRejected && admission?.state === "rejected"
    ? new MultiConnectionError("rejected", error.message, undefined, admission.reason, error.temporary)
    : error;
}
