import type { NetStatus } from "../session/net-status.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { RejectReason, WaitsFor } from "../wire/protocol.ts";

/** State of a client that asks to enter a room (PROTOCOL.md, section 17). `text` describes it in plain words. */
export type Admission =
  /** Waiting for a decision. `pending` is the id by which operators know the client. */
  | { state: "pending"; pending: string; waitsFor: WaitsFor; text: string }
  /** Admitted to `room`. The client is then connected to a server of the room. */
  | { state: "accepted"; room: string; text: string }
  | { state: "rejected"; reason: RejectReason; text: string };

/** Returns the admission state that a status of the gateway reports; undefined for any other status. */
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

/** Adds the reason of the rejection to the gateway's error `rejected`. Returns other errors unchanged. */
export function withReason(error: unknown, admission: Admission | undefined): unknown {
  const isRejected = error instanceof MultiConnectionError && error.code === "rejected";
  return isRejected && admission?.state === "rejected"
    ? new MultiConnectionError("rejected", error.message, undefined, admission.reason, error.temporary)
    : error;
}
