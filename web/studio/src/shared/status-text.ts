import type { Cause, LinkState, MultiConnectionError, State } from "multiconnection";

/** Rating of a state, shown as a colour. */
export type Tone = "idle" | "busy" | "good" | "warning" | "bad";

/** Labels of a server's states. */
export const STATE_LABELS: Record<State, string> = {
  Connecting: "Connecting",
  Live: "Live",
  Lagging: "Falling behind",
  Recovering: "Reconnecting",
  Failed: "Failed",
  Rejected: "Rejected",
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

const CAUSE_TEXTS: Record<Cause, string> = {
  timeout: "Timed out. Check that the server is running.",
  dns: "The host name could not be resolved. Check the address for typing errors.",
  unreachable: "Can't reach this server. Check the address, and that it is running.",
  tls: "The TLS connection failed: the certificate is not valid, or the server expects rtmp:// instead of rtmps://.",
  "tls-lost": "The connection was lost during the TLS handshake. The server may expect rtmp:// instead of rtmps://.",
  lost: "The connection was lost.",
  moved: "The server requested a reconnect.",
  protocol: "The server responds, but not with RTMP. Check the port.",
  "refused-connect": "The server rejected the connection. Check the app name at the end of the address.",
  "refused-publish": "The server rejected the stream key. Copy the key again; some keys expire after a day.",
  "not-allowed": "Not allowed by this gateway. Ask its administrator.",
};

/** Explains why a server is not live, and what to do about it. */
export function causeText(cause: Cause | undefined): string | undefined {
  return cause === undefined ? undefined : CAUSE_TEXTS[cause];
}

/** Describes the next reconnect attempt: `Reconnecting in 4 s, attempt 3`. Undefined if the server was not lost. */
export function retryText(attempt: number | undefined, inMs: number | undefined): string | undefined {
  if (attempt === undefined) {
    return undefined;
  }
  const seconds = Math.ceil((inMs ?? 0) / 1000);
  return `Reconnecting ${seconds > 0 ? `in ${seconds} s` : "now"}, attempt ${attempt}`;
}

/** Describes a change of the connection to the gateway, and its effect on viewers. */
export function linkText(link: LinkState): string {
  switch (link.state) {
    case "reconnecting":
      return link.heldMs > 0
        ? "The connection to the gateway was lost. Reconnecting. Viewers see the last frame."
        : "The connection to the gateway was lost. Reconnecting.";
    case "moving":
      return "The gateway is shutting down. Moving your broadcast to another gateway.";
    case "connected":
      return [RECONNECTED_TEXTS[link.how], gapText(link.gapMs)].filter(Boolean).join(" ");
  }
}

const RECONNECTED_TEXTS = {
  resumed: "Reconnected to the gateway. Your destinations stayed connected.",
  restored: "Reconnected to the gateway. Your broadcast was restarted.",
  moved: "Your broadcast was moved to another gateway.",
};

function gapText(gapMs: number | undefined): string | undefined {
  return gapMs === undefined ? undefined : `Viewers received no video for ${(gapMs / 1000).toFixed(1)} s.`;
}

/** Explains an error to the user, and what to do about it. */
export function errorText(error: MultiConnectionError): string {
  switch (error.code) {
    case "closed":
      return closeText(error.closeCode);
    case "lost":
      return "The connection to the gateway was lost. Try again.";
    case "setup-failed":
      return "Couldn't go live. See the destinations below.";
    case "publish-failed":
      return "Couldn't go live. See the destinations below.";
    case "no-media":
      return "The camera or microphone delivers no media. Check that it is switched on and not used by another program.";
    case "unsupported":
      return `This browser does not support it: ${error.message}.`;
    case "encoder":
      return `Encoding failed: ${error.message}. Choose a lower quality and go live again.`;
    case "too-many":
      return `A limit of the gateway is reached: ${error.message}.`;
    case "no-such-pool":
      return "The gateway no longer has this pool. Reload the page.";
    default:
      return error.message;
  }
}

/** Explains a close code of the gateway (PROTOCOL.md, section 10). */
export function closeText(code: number | undefined): string {
  switch (code) {
    case 1000:
      return "The connection to the gateway is closed.";
    case 1001:
      return "The gateway is restarting. Try again in a moment.";
    case 1009:
      return "A frame was too large for the gateway. Choose a lower quality.";
    case 1011:
      return "The gateway had an internal error. Try again in a moment.";
    case 4401:
      return "The gateway requires a valid token. Sign in again.";
    case 4409:
      return "The session was resumed over another connection.";
    case 4408:
      return "This computer was too slow to read from the gateway. Close other programs and try again.";
    case 4429:
      return "The gateway's rate limit was exceeded. Choose a lower quality.";
    default:
      return "The gateway cannot be reached. Check your network, and that the gateway is running.";
  }
}

/** Explains why a capture device cannot be opened, and what to do about it. */
export function deviceErrorText(error: unknown, device: "camera" | "microphone" | "screen"): string {
  switch ((error as DOMException).name) {
    case "NotAllowedError":
      return device === "screen"
        ? "No screen was selected. Select a screen or window to share."
        : `The browser blocks the ${device}. Allow it in the site settings next to the address bar, then try again.`;
    case "NotFoundError":
    case "OverconstrainedError":
      return `No ${device} was found. Connect one, or use the test ${device === "camera" ? "pattern" : "tone"}.`;
    case "NotReadableError":
      return `The ${device} is in use by another program. Close that program and try again.`;
    default:
      return `The ${device} could not be opened: ${(error as Error).message}`;
  }
}
