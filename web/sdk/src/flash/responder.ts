import type { CallAnswer } from "../calls/calls.ts";
import type { Value } from "../values/values.ts";
import type { Handler } from "./handler-of.ts";
import { callSafely } from "./inbox.ts";
import { localStatus, type StatusInfo } from "./status.ts";

/**
 * Receives the result of a call. In ActionScript 2, any object with these methods; in ActionScript 3, created from two
 * functions.
 */
export class Responder {
  onResult?: (result: unknown, server?: string) => unknown;
  onStatus?: (info: unknown, server?: string) => unknown;

  constructor(
    result?: ((result: unknown, server?: string) => unknown) | null,
    status?: ((info: unknown, server?: string) => unknown) | null,
  ) {
    if (result) {
      this.onResult = result;
    }
    if (status) {
      this.onStatus = status;
    }
  }
}

/**
 * Delivers the answer of a server to a callback.
 *
 * @param server URL of the server
 * @param otherwise receives a failure for which there is no callback
 */
export function deliverResult(
  callback: Handler | Responder | null | undefined,
  answer: CallAnswer | StatusInfo,
  server: string | undefined,
  otherwise: (info: StatusInfo) => void,
): void {
  if (isCallAnswer(answer) && answer.outcome === "result") {
    const { value } = answer;
    callSafely(() =>
      typeof callback === "function" ? callback.call(undefined, value, server) : callback?.onResult?.(value, server),
    );
    return;
  }
  const info = isCallAnswer(answer) ? failure(answer) : answer;
  const status = { ...info, ...(server !== undefined && { server }) };
  if (typeof callback === "object" && typeof callback?.onStatus === "function") {
    callSafely(() => callback.onStatus?.(status, server));
  } else {
    otherwise(status);
  }
}

function isCallAnswer(answer: CallAnswer | StatusInfo): answer is CallAnswer {
  return "outcome" in answer;
}

/** Returns the error object of the server, or a status with a default text. */
function failure(answer: CallAnswer): StatusInfo {
  const value = "value" in answer ? answer.value : undefined;
  const details = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as object) : {};
  const description = "text" in answer ? answer.text : "The server returned an error.";
  const info = localStatus("NetConnection.Call.Failed", description, "error");
  return { ...info, ...(details as { [key: string]: Value }) };
}
