import { fromWire } from "../values/from-wire.ts";
import type { Value } from "../values/values.ts";
import type { RejectReason, StatusEvent } from "../wire/protocol.ts";

/** Flash's status object, with whom it is from. */
export interface NetStatus {
  readonly level: "status" | "warning" | "error";
  /** Such as `NetStream.Publish.Start`. */
  readonly code: string;
  readonly description: string;
  /** Number of the server it is from; not there on a merged status, which the gateway says about all of them. */
  readonly server?: number;
  /** Number of the stream it is about, if it is about one. */
  readonly stream?: number;
  /** Whether trying again without a change may help. Always true below level `error`. */
  readonly retryable: boolean;
  /** What else the server said. */
  readonly more: { readonly [key: string]: Value };
}

/** Why there is no place in a room that there may be a moment later. */
const PASSING: ReadonlySet<unknown> = new Set<RejectReason>([
  "full",
  "admission-failed",
  "timeout",
  "too-many",
  "unavailable",
]);

/** Errors that say no, rather than not now. */
const REFUSALS = /\.(Rejected|InvalidApp|BadName|Denied|AppShutdown|Forbidden)$/;

/** @throws TypeError if the status holds values that are not values */
export function netStatus({ info, server, stream }: StatusEvent): NetStatus {
  const { level, code, description, ...rest } = info;
  const [more] = fromWire([rest]) as [{ [key: string]: Value }];
  return {
    level,
    code,
    description,
    ...(server !== undefined && { server }),
    ...(stream !== undefined && { stream }),
    retryable: level !== "error" || !REFUSALS.test(code) || (server === undefined && PASSING.has(more.reason)),
    more,
  };
}
