import { fromWire } from "../values/from-wire.ts";
import type { Value } from "../values/values.ts";
import type { RejectReason, StatusEvent } from "../wire/protocol.ts";

/** Status object of Flash, with its origin. */
export interface NetStatus {
  readonly level: "status" | "warning" | "error";
  /** Status code, such as `NetStream.Publish.Start`. */
  readonly code: string;
  readonly description: string;
  /** Number of the server that sent the status; absent if the status is merged over all servers. */
  readonly server?: number;
  /** Number of the stream that the status is about, if any. */
  readonly stream?: number;
  /** Whether retrying the same request may succeed. Always true below level `error`. */
  readonly retryable: boolean;
  /** Further properties of the status object. */
  readonly more: { readonly [key: string]: Value };
}

/** Reasons for which a later attempt to enter a room may succeed. */
const TEMPORARY_REASONS: ReadonlySet<unknown> = new Set<RejectReason>([
  "full",
  "admission-failed",
  "timeout",
  "too-many",
  "unavailable",
]);

/** Error codes of permanent refusals. */
const PERMANENT_ERRORS = /\.(Rejected|InvalidApp|BadName|Denied|AppShutdown|Forbidden)$/;

/** @throws TypeError if the status contains malformed values */
export function netStatus({ info, server, stream }: StatusEvent): NetStatus {
  const { level, code, description, ...rest } = info;
  const [more] = fromWire([rest]) as [{ [key: string]: Value }];
  return {
    level,
    code,
    description,
    ...(server !== undefined && { server }),
    ...(stream !== undefined && { stream }),
    retryable:
      level !== "error" || !PERMANENT_ERRORS.test(code) || (server === undefined && TEMPORARY_REASONS.has(more.reason)),
    more,
  };
}
