import type { Answer, News } from "./protocol.ts";

const NEWS = new Set<unknown>([
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
export type Incoming = { kind: "answer"; answer: Answer } | { kind: "news"; news: News };

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
    return NEWS.has(message.type) ? { kind: "news", news: message as News } : undefined;
  }
  if (typeof message.id !== "number" || (message.type !== "result" && message.type !== "error")) {
    throw new TypeError(`gateway answered ${text.slice(0, 80)}, expected a number as id and type result or error`);
  }
  return { kind: "answer", answer: message as Answer };
}
