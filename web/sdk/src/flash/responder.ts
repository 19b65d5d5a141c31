import type { Value } from "../values/values.ts";
import type { Handler } from "./handler-of.ts";
import { protectedly } from "./inbox.ts";
import type { Answer } from "./modern.ts";
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
export function answered(
  callback: Handler | Responder | null | undefined,
  answer: Answer | StatusInfo,
  server: string | undefined,
  otherwise: (info: StatusInfo) => void,
): void {
  if (isAnswer(answer) && answer.outcome === "result") {
    const { value } = answer;
    protectedly(() =>
      typeof callback === "function" ? callback.call(undefined, value, server) : callback?.onResult?.(value, server),
    );
    return;
  }
  const info = isAnswer(answer) ? failure(answer) : answer;
  const told = { ...info, ...(server !== undefined && { server }) };
  if (typeof callback === "object" && typeof callback?.onStatus === "function") {
    protectedly(() => callback.onStatus?.(told, server));
  } else {
    otherwise(told);
  }
}

function isAnswer(answer: Answer | StatusInfo): answer is Answer {
  return "outcome" in answer;
}

/** What a server said of its error, where that is such an object; in our words otherwise. */
function failure({ outcome, value, text }: Answer): StatusInfo {
  const said = typeof value === "object" && value !== null && !Array.isArray(value) ? (value as object) : {};
  const why = text ?? (outcome === "timeout" ? "No answer in time." : `The server's answer: ${outcome}.`);
  return { ...localStatus("NetConnection.Call.Failed", why, "error"), ...(said as { [key: string]: Value }) };
}
