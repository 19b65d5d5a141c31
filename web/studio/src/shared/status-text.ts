import type { Cause, LinkState, MultiConnectionError, State } from "multiconnection";

/** How good or bad something is; the colours follow it. */
export type Tone = "idle" | "busy" | "good" | "warning" | "bad";

/** What people read for a server's state. */
export const STATE_WORDS: Record<State, string> = {
  Connecting: "Connecting",
  Live: "Live",
  Lagging: "Falling behind",
  Recovering: "Reconnecting",
  Failed: "Failed",
  Rejected: "Refused",
  Closed: "Ended",
};

export const STATE_TONES: Record<State, Tone> = {
  Connecting: "busy",
  Live: "good",
  Lagging: "warning",
  Recovering: "busy",
  Failed: "bad",
  Rejected: "bad",
  Closed: "idle",
};

const CAUSE_WORDS: Record<Cause, string> = {
  timeout: "It did not answer, or take anything, in time.",
  dns: "Its name could not be found. Check the address for a typing mistake.",
  unreachable: "Nothing answers at this address. Is the server running?",
  tls: "The secure connection failed: its certificate is not valid, or it expects rtmp:// instead of rtmps://.",
  "tls-lost": "The connection was lost while it was being secured. Perhaps it expects rtmp:// instead of rtmps://.",
  lost: "The connection was lost.",
  moved: "It asked to be connected anew.",
  protocol: "It answers, but not in RTMP. Check the port.",
  "refused-connect": "It refused the connection. Check the app name at the end of the address.",
  "refused-publish": "It refused the stream key. Copy the key again; some expire after a day.",
  "not-allowed": "This gateway may not send there. Its operator has to allow the destination.",
};

/** Why a server is not live, and what to do about it. */
export function causeWords(cause: Cause | undefined): string | undefined {
  return cause === undefined ? undefined : CAUSE_WORDS[cause];
}

/** When a server is asked again: `Reconnecting in 4 s, attempt 3`. Nothing to say of one that was not lost. */
export function retryWords(attempt: number | undefined, inMs: number | undefined): string | undefined {
  if (attempt === undefined) {
    return undefined;
  }
  const seconds = Math.ceil((inMs ?? 0) / 1000);
  return `Reconnecting ${seconds > 0 ? `in ${seconds} s` : "now"}, attempt ${attempt}`;
}

/** What became of the link to the gateway, and what of it viewers have noticed. */
export function linkWords(link: LinkState): string {
  switch (link.state) {
    case "reconnecting":
      return link.heldMs > 0
        ? "The connection to the gateway was lost. Your broadcast is held meanwhile."
        : "The connection to the gateway was lost. It is tried again.";
    case "moving":
      return "The gateway is being replaced, and your broadcast moves to the next one.";
    case "connected":
      return [BACK_WORDS[link.how], gapWords(link.gapMs)].filter(Boolean).join(" ");
  }
}

const BACK_WORDS = {
  resumed: "Connected again. Your broadcast went on all the while.",
  restored: "Connected again. Your broadcast has begun anew.",
  moved: "Your broadcast has moved to another gateway.",
};

function gapWords(gapMs: number | undefined): string | undefined {
  return gapMs === undefined ? undefined : `Viewers had no new pictures for ${(gapMs / 1000).toFixed(1)} s.`;
}

/** What a failure means for the person. */
export function errorWords(error: MultiConnectionError): string {
  switch (error.code) {
    case "closed":
      return closeWords(error.closeCode);
    case "lost":
      return "The connection to the gateway was lost on the way.";
    case "setup-failed":
      return "Too few destinations could be connected. The cards say why.";
    case "publish-failed":
      return "Too few destinations took the stream. The cards say why.";
    case "no-media":
      return "The camera or microphone gives nothing. Is it switched off, or used by another program?";
    case "unsupported":
      return `This browser cannot do it: ${error.message}.`;
    case "encoder":
      return `Encoding failed: ${error.message}.`;
    case "too-many":
      return `The gateway allows no more: ${error.message}.`;
    case "no-such-pool":
      return "The gateway no longer has this pool. Reload the page.";
    default:
      return error.message;
  }
}

/** What the end of the connection to the gateway means (PROTOCOL.md, section 10). */
export function closeWords(code: number | undefined): string {
  switch (code) {
    case 1000:
      return "The connection to the gateway is closed.";
    case 1001:
      return "The gateway is restarting. Go live again in a moment.";
    case 1009:
      return "A frame was too large for the gateway. Choose a lower quality.";
    case 1011:
      return "The gateway had a fault. Go live again in a moment.";
    case 4409:
      return "This broadcast goes on elsewhere.";
    case 4408:
      return "This computer was too busy to listen to the gateway.";
    case 4429:
      return "More was sent than the gateway allows. Choose a lower quality.";
    default:
      return "The gateway cannot be reached. Check your network, and that the gateway is running.";
  }
}

/** What a failure of a camera or microphone means, and what to do about it. */
export function deviceWords(error: unknown, device: "camera" | "microphone" | "screen"): string {
  switch ((error as DOMException).name) {
    case "NotAllowedError":
      return device === "screen"
        ? "No screen was chosen."
        : `The browser blocks the ${device}. Click the icon at the left of the address bar, allow it, and try again.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${device} was found. Plug one in, or use the test ${device === "camera" ? "picture" : "tone"}.`;
    case "NotReadableError":
      return `The ${device} is used by another program. Close that program and try again.`;
    default:
      return `The ${device} does not start: ${(error as Error).message}`;
  }
}
