import { fromWire } from "../values/from-wire.ts";
import type { Value } from "../values/values.ts";
import type { DataEvent } from "../wire/protocol.ts";

/** Data message of a server, on a played stream or on the connection. */
export interface DataMessage {
  server: number;
  /** Number of the played stream; absent for a message on the connection. */
  stream?: number;
  /** Timestamp in milliseconds; present if there is a stream. */
  timestamp?: number;
  handler: string;
  args: Value[];
}

/** @throws TypeError if the event contains malformed values */
export function dataMessage({ type: _, args, ...message }: DataEvent): DataMessage {
  return { ...message, args: fromWire(args) };
}
