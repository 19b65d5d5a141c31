import type { LinkState, Target } from "multiconnection";
import { plural } from "../../shared/format.ts";
import { STATE_TONES, type Tone } from "../../shared/status-text.ts";
import type { LegState } from "./leg-state.ts";
import { isReduced, reducedText } from "./quality.ts";

/** State of the broadcast in one or two sentences. */
export interface Health {
  readonly tone: Tone;
  readonly text: string;
}

/**
 * Describes a live broadcast.
 *
 * @param dropping whether frames are dropped before they are sent
 * @param target target bitrate of the encoder, if it adapts
 */
export function liveHealth(legs: readonly LegState[], dropping: boolean, target?: Target): Health {
  const count = (tone: Tone) => legs.filter(({ state }) => STATE_TONES[state] === tone).length;
  const [good, bad, slow, all] = [count("good"), count("bad"), count("warning"), legs.length];
  const away = legs.filter(({ attempt }) => attempt !== undefined).length;
  if (dropping) {
    const help = target === undefined ? "Choose a lower quality." : "The bitrate is being reduced.";
    return { tone: "warning", text: `Your upload is too slow: frames are being dropped. ${help}` };
  }
  if (bad > 0) {
    return { tone: "bad", text: `${bad} of ${plural(all, "destination")} failed. ${others(all - bad)}`.trim() };
  }
  if (away > 0 && good + slow === 0) {
    return { tone: "warning", text: "No destination receives your stream. Reconnecting…" };
  }
  if (away > 0) {
    return {
      tone: "busy",
      text: `Reconnecting to ${away} of ${plural(all, "destination")}. ${others(all - away)}`.trim(),
    };
  }
  if (slow > 0) {
    return { tone: "warning", text: `${plural(slow, "destination")} cannot keep up: frames are being dropped.` };
  }
  if (isReduced(target)) {
    return { tone: "busy", text: reducedText(target) };
  }
  if (good < all) {
    return { tone: "busy", text: `${good} of ${plural(all, "destination")} live, the others are connecting.` };
  }
  const everyone = all === 1 ? "Your destination receives" : `All ${all} destinations receive`;
  return { tone: "good", text: `${everyone} your stream.` };
}

/** Describes a broadcast whose connection to the gateway is interrupted, `sinceMs` milliseconds after the last link event. */
export function linkHealth(link: LinkState, sinceMs: number): Health | undefined {
  switch (link.state) {
    case "reconnecting": {
      const seconds = Math.ceil(Math.max(0, link.retryInMs - sinceMs) / 1000);
      const when = seconds > 0 ? ` in ${seconds} s` : "";
      const attempt = link.attempt === 1 ? "" : `${when}, attempt ${link.attempt}`;
      const effect = link.heldMs > sinceMs ? "Viewers see the last frame." : "Your broadcast will be restarted.";
      return { tone: "busy", text: `Reconnecting to the gateway${attempt}. ${effect}` };
    }
    case "moving":
      return { tone: "busy", text: "The gateway is shutting down. Moving your broadcast to another gateway." };
    case "connected":
      return undefined;
  }
}

function others(count: number): string {
  return count === 0 ? "" : count === 1 ? "The other one continues." : "The others continue.";
}
