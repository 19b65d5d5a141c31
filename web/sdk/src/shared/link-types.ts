/**
 * Fault because of which a session did not begin:
 *
 * - `no-worker`: the SDK's worker did not start, for example because the page's Content Security Policy blocks it
 * - `origin-refused`: the gateway refuses pages of this origin
 * - `no-gateway`: another server answers, as at a wrong path
 * - `unreachable`: nothing answers, or the page's Content Security Policy blocks the connection
 */
export type ConnectionFault = "no-worker" | "origin-refused" | "no-gateway" | "unreachable";

/** Reason why a session ended. */
export interface Closing {
  /** Close code of the WebSocket (PROTOCOL.md, section 10); 1006 if the WebSocket was lost or never opened. */
  code: number;
  reason: string;
  /** Fault because of which the session did not begin, if it is known. */
  fault?: ConnectionFault;
}

/** Token of the client, or a function that returns a valid one. */
export type TokenSource = string | (() => string | Promise<string>);

/** Automatic reconnection to the gateway. */
export interface LinkOptions {
  /** Timeout for reconnecting in milliseconds, from 0. The session is then closed. Default 300 000. */
  giveUpAfter?: number;
  /** Longest delay between two attempts in milliseconds, from 1; default 10 000. */
  maxDelay?: number;
}

/**
 * State of the connection to the gateway. Published streams continue by themselves when it is `connected` again.
 *
 * - `reconnecting`: the WebSocket was lost. Attempt number `attempt` (from 1) starts in `retryInMs` milliseconds. The
 *   gateway keeps the session, and its streams on the servers, for `heldMs` more milliseconds; 0 if it does not.
 * - `moving`: the gateway shuts down, and the session moves to another one. Media continues except for a short gap.
 * - `connected`: the connection is restored.
 */
export type LinkState =
  | { readonly state: "reconnecting"; readonly attempt: number; readonly retryInMs: number; readonly heldMs: number }
  | { readonly state: "moving" }
  | Connected;

/** State after a successful reconnect or move. */
export interface Connected {
  readonly state: "connected";
  /**
   * `resumed`: the session continued without interruption for servers; `restored`: the session was lost, and its state
   * was restored in a new one; `moved`: its state was restored at another gateway before the old one shut down.
   */
  readonly how: "resumed" | "restored" | "moved";
  /**
   * Whether every message of both directions arrived exactly once. If not, the current state of servers and shared
   * objects was sent instead.
   */
  readonly recovered: boolean;
  /**
   * Longest gap in the media of any stream in milliseconds, from the last frame before the outage to the first after
   * it.
   */
  readonly gapMs?: number;
}
