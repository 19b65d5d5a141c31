/** Reason why a session ended. */
export interface Closing {
  /** Close code of the WebSocket (PROTOCOL.md, section 10); 1006 if the WebSocket was lost or never opened. */
  code: number;
  reason: string;
}

/** How the way to the gateway is brought back when it breaks. */
export interface LinkOptions {
  /** Milliseconds, from 0, until it is given up and the session is closed; default 300 000, five minutes. */
  giveUpAfter?: number;
  /** Milliseconds, from 1: the longest time between two attempts; default 10 000. */
  maxDelay?: number;
}

/**
 * How the link to the gateway is. What was published goes on in each of these states, or as soon as it is `connected`
 * again; nothing need be done.
 *
 * - `reconnecting`: it is broken. `attempt` (from 1) is made in `retryInMs`; for `heldMs` more the gateway keeps what
 *   servers see as it is, 0 where it does not, or no longer.
 * - `moving`: the gateway shuts down, and another one takes over. Media still flows, but for a moment.
 * - `connected`: back again.
 */
export type LinkState =
  | { readonly state: "reconnecting"; readonly attempt: number; readonly retryInMs: number; readonly heldMs: number }
  | { readonly state: "moving" }
  | Connected;

/** The link is back. */
export interface Connected {
  readonly state: "connected";
  /**
   * `resumed`: the session went on, and servers saw one stream; `restored`: it was over, and all was set up again in a new
   * one; `moved`: likewise at another gateway, in order.
   */
  readonly how: "resumed" | "restored" | "moved";
  /** Whether every message of both directions has arrived, once. If not, servers and shared objects were told as they are. */
  readonly recovered: boolean;
  /** Milliseconds without media: the longest, of all streams, from the last frame before to the first after. */
  readonly gapMs?: number;
}
