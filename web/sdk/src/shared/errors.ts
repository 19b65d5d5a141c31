import type { GatewayErrorCode, RejectReason } from "../wire/protocol.ts";

/**
 * What went wrong on this side of the WebSocket:
 *
 * - `closed`: the connection to the gateway is closed, or never opened
 * - `lost`: the session was lost with the answer; whether it was carried out is not known
 * - `too-large`: a message over the gateway's limit; it was not sent
 * - `unsupported`: this browser lacks what is needed
 * - `no-media`: a track delivered nothing
 * - `encoder`: an encoder failed
 * - `decoder`: a player failed, again and again
 */
export type LocalErrorCode = "closed" | "lost" | "too-large" | "unsupported" | "no-media" | "encoder" | "decoder";

/** The gateway's codes (PROTOCOL.md, section 9) and those of this side. */
export type ErrorCode = GatewayErrorCode | LocalErrorCode;

/** Every failure of the SDK but an abort, which rejects with the signal's own reason, and wrong arguments. */
export class MultiConnectionError extends Error {
  override readonly name = "MultiConnectionError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** The WebSocket's close code (PROTOCOL.md, section 10), where `code` is `closed`. */
    readonly closeCode?: number,
    /** Why there is no place in the room (PROTOCOL.md, section 15), where `code` is `rejected`. */
    readonly reason?: RejectReason,
    /** Whether the same request may succeed later, without a change (PROTOCOL.md, section 9): retry it with a backoff. */
    readonly temporary = false,
  ) {
    super(message);
  }

  /** Returns what the gateway said of a request that failed, or of something that it dropped. */
  static from({
    code,
    message,
    temporary,
  }: {
    code: ErrorCode;
    message: string;
    temporary?: true;
  }): MultiConnectionError {
    return new MultiConnectionError(code, message, undefined, undefined, temporary ?? false);
  }
}
