import type { GatewayErrorCode, RejectReason } from "../wire/protocol.ts";
import type { ConnectionFault } from "./link-types.ts";

/**
 * Codes of errors that the SDK itself detects:
 *
 * - `closed`: the connection to the gateway is closed, or could not be opened
 * - `lost`: the session was lost before the response arrived; the request may or may not have been carried out
 * - `too-large`: a message exceeds the gateway's limit; it was not sent
 * - `unsupported`: the browser lacks a required API or codec
 * - `no-media`: a track delivered nothing
 * - `encoder`: an encoder failed
 * - `decoder`: a player failed repeatedly
 *
 * Those of {@link ConnectionFault} say why the first connection failed; `closed` if that is not known.
 */
export type LocalErrorCode =
  | "closed"
  | "lost"
  | "too-large"
  | "unsupported"
  | "no-media"
  | "encoder"
  | "decoder"
  | ConnectionFault;

/** The gateway's error codes (PROTOCOL.md, section 9) and those of the SDK. */
export type ErrorCode = GatewayErrorCode | LocalErrorCode;

/**
 * Error of the SDK. Aborts reject with the signal's reason instead, and invalid arguments with TypeError or RangeError.
 */
export class MultiConnectionError extends Error {
  override readonly name = "MultiConnectionError";

  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Close code of the WebSocket (PROTOCOL.md, section 10), where `code` is `closed` or a {@link ConnectionFault}. */
    readonly closeCode?: number,
    /** Reason why the client was not admitted to a room (PROTOCOL.md, section 17), where `code` is `rejected`. */
    readonly reason?: RejectReason,
    /** Whether the same request may succeed later (PROTOCOL.md, section 9). Retry it with backoff. */
    readonly temporary = false,
  ) {
    super(message);
  }

  /** Creates an error from an error response, or an error event, of the gateway. */
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
