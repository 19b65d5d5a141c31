import type { CallAnswer } from "../calls/calls.ts";
import type { Value } from "../values/values.ts";
import type { Handler } from "./handler-of.ts";
import { callSafely } from "./inbox.ts";
import { localStatus, type StatusInfo } from "./status.ts";

/** Takes the answer of a call. ActionScript 2's is any object with these; ActionScript 3's is made of two functions. */
export class Responder {
  onResult?: (result: unknown, server?: string) => unknown;
  onStatus?: (info: unknown, server?: string) => unknown;

  constructor(result?: (result: unknown, server?: string) => unknown, status?: (info: unknown) => unknown) {
    if (result !== undefined) {
      this.onResult = result;
    }
    if (status !== undefined) {
      this.onStatus = status;
    }
  }
}

/**
 * Hands an answer to who waits for it.
 *
 * @param server URL of the server it is from
 * @param otherwise takes a failure that nobody waits for
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
  const told = { ...info, ...(server !== undefined && { server }) };
  if (typeof callback === "object" && typeof callback?.onStatus === "function") {
    callSafely(() => callback.onStatus?.(told, server));
  } else {
    otherwise(told);
  }
}

function isCallAnswer(answer: CallAnswer | StatusInfo): answer is CallAnswer {
  return "outcome" in answer;
}

/** Returns the error object of the server, or a status with a text of our own where there is none. */
function failure(answer: CallAnswer): StatusInfo {
  const value = "value" in answer ? answer.value : undefined;
  const details = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as object) : {};
  const description = "text" in answer ? answer.text : "The server returned an error.";
  const info = localStatus("NetConnection.Call.Failed", description, "error");
  return { ...info, ...(details as { [key: string]: Value }) };
}
