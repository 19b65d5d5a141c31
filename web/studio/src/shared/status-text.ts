import type { Cause, Closing, ConnectionFault, LinkState, MultiConnectionError, State } from "multiconnection";
import { number } from "./format.ts";
import { t } from "./i18n/t.ts";

/** Rating of a state, shown as a colour. */
export type Tone = "idle" | "busy" | "good" | "warning" | "bad";

/** Ratings of a server's states. */
export const STATE_TONES: Record<State, Tone> = {
  Connecting: "busy",
  Live: "good",
  Lagging: "warning",
  Recovering: "busy",
  Failed: "bad",
  Rejected: "bad",
  Closed: "idle",
};

/**
 * Explains why a server is not live, and what to do about it.
 *
 * @param detail text of the gateway about the cause
 * @param isRetrying whether the server was live before and is being reconnected
 */
export function causeText(cause: Cause | undefined, detail?: string, isRetrying = false): string | undefined {
  if (isTaken(cause, detail)) {
    return isRetrying ? t("cause.held") : t("cause.taken");
  }
  return cause === undefined ? undefined : t(`cause.${cause}`);
}

/** Returns whether a server refuses a stream because its name is already being published (PROTOCOL.md, section 8). */
export function isTaken(cause: Cause | undefined, detail = ""): boolean {
  return cause === "refused-publish" && detail.includes("already being published");
}

/** Describes the next reconnect attempt: `Reconnecting in 4 s, attempt 3`. Undefined if the server was not lost. */
export function retryText(attempt: number | undefined, inMs: number | undefined): string | undefined {
  if (attempt === undefined) {
    return undefined;
  }
  const seconds = Math.ceil((inMs ?? 0) / 1000);
  return seconds > 0 ? t("retry.in", { seconds, attempt }) : t("retry.now", { attempt });
}

/** Describes a change of the connection to the gateway, and its effect on viewers. */
export function linkText(link: LinkState): string {
  switch (link.state) {
    case "reconnecting":
      return link.heldMs > 0 ? t("link.lostHeld") : t("link.lost");
    case "moving":
      return t("link.moving");
    case "connected":
      return [t(`link.${link.how}`), gapText(link.gapMs)].filter(Boolean).join(" ");
  }
}

function gapText(gapMs: number | undefined): string | undefined {
  return gapMs === undefined ? undefined : t("link.gap", { duration: `${number(gapMs / 1000, 1)} s` });
}

/** Explains an error to the user, and what to do about it. */
export function errorText(error: MultiConnectionError): string {
  switch (error.code) {
    case "closed":
      return closeText({ code: error.closeCode ?? 1006, reason: "" });
    case "no-worker":
    case "origin-refused":
    case "no-gateway":
    case "unreachable":
      return faultText(error.code, error.message);
    case "lost":
      return t("error.lost");
    case "setup-failed":
      return t("error.goLive");
    case "publish-failed":
      return t("error.goLive");
    case "no-media":
      return t("error.noMedia");
    case "unsupported":
      return t("error.unsupported", { reason: error.message });
    case "encoder":
      return t("error.encoder", { reason: error.message });
    case "too-many":
      return t("error.tooMany", { reason: error.message });
    case "no-such-pool":
      return t("error.noPool");
    default:
      return error.message;
  }
}

/** Explains why the first connection failed. The details, which name the URL or the setting, are in English. */
export function faultText(fault: ConnectionFault, details: string): string {
  return t(`fault.${fault}`, { details });
}

/** Explains why a connection to the gateway has ended, by its fault or its close code (PROTOCOL.md, section 10). */
export function closeText({ code, reason, fault }: Closing): string {
  if (fault !== undefined) {
    return faultText(fault, reason);
  }
  switch (code) {
    case 1000:
      return t("close.closed");
    case 1001:
      return t("close.restarting");
    case 1009:
      return t("close.frame");
    case 1011:
      return t("close.internal");
    case 4401:
      return t("close.token");
    case 4409:
      return t("close.resumed");
    case 4408:
      return t("close.slow");
    case 4429:
      return t("close.rate");
    default:
      return t("close.unreachable");
  }
}

/** Explains why a capture device cannot be opened, and what to do about it. */
export function deviceErrorText(error: unknown, device: "camera" | "microphone" | "screen"): string {
  switch ((error as DOMException).name) {
    case "NotAllowedError":
      return t(`device.blocked.${device}`);
    case "NotFoundError":
    case "OverconstrainedError":
      return t(`device.missing.${device}`);
    case "NotReadableError":
      return t(`device.busy.${device}`);
    default:
      return t(`device.failed.${device}`, { reason: (error as Error).message });
  }
}
