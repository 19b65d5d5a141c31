import type { GatewayEvent, GatewayResponse } from "./protocol.ts";

const EVENT_TYPES = new Set<unknown>([
  "hello",
  "server",
  "status",
  "ack",
  "stream",
  "keyframe",
  "error",
  "call",
  "data",
  "sync",
  "message",
  "goaway",
  "tokenExpires",
]);

/** Text message of the gateway: a response if it has an `id`, otherwise an event (section 3). */
export type Incoming = { kind: "response"; response: GatewayResponse } | { kind: "event"; event: GatewayEvent };

/**
 * Reads one text message of the gateway.
 *
 * @returns the message, or `undefined` for an event of an unknown type, which clients ignore (section 12)
 * @throws TypeError if the text is not a JSON object with a `type`, or a response is neither a result nor an error
 */
export function readMessage(text: string): Incoming | undefined {
  const message: unknown = JSON.parse(text);
  if (typeof message !== "object" || message === null || !("type" in message)) {
    throw new TypeError(`gateway sent ${text.slice(0, 80)}, expected a JSON object with a type`);
  }
  if (!("id" in message)) {
    return EVENT_TYPES.has(message.type) ? { kind: "event", event: message as GatewayEvent } : undefined;
  }
  if (typeof message.id !== "number" || (message.type !== "result" && message.type !== "error")) {
    throw new TypeError(`gateway responded ${text.slice(0, 80)}, expected a number as id and type result or error`);
  }
  return { kind: "response", response: message as GatewayResponse };
}
