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
]);

/** A text message, sorted by the one rule of section 3: with an id it answers, without one it is news. */
export type Incoming = { kind: "response"; response: GatewayResponse } | { kind: "event"; event: GatewayEvent };

/**
 * Reads one text message of the gateway.
 *
 * @returns the message, or `undefined` for news of a type that is not known: section 12 has clients pass it over
 * @throws TypeError if it is not a JSON object with a `type`, or is an answer of neither kind
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
    throw new TypeError(`gateway answered ${text.slice(0, 80)}, expected a number as id and type result or error`);
  }
  return { kind: "response", response: message as GatewayResponse };
}
