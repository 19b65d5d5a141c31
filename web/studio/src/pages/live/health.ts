import type { LinkState, Target } from "multiconnection";
import { plural } from "../../shared/format.ts";
import { STATE_TONES, type Tone } from "../../shared/status-text.ts";
import type { LegState } from "./leg-state.ts";
import { isReduced, reasonWords, shareWords } from "./quality.ts";

/** How the broadcast is, in one sentence. */
export interface Health {
  readonly tone: Tone;
  readonly text: string;
}

/**
 * How a broadcast is that is live.
 *
 * @param dropping whether this computer cannot send all of it
 * @param target what is sent of it, if that changes
 */
export function liveHealth(legs: readonly LegState[], dropping: boolean, target?: Target): Health {
  const count = (tone: Tone) => legs.filter(({ state }) => STATE_TONES[state] === tone).length;
  const [good, bad, slow, all] = [count("good"), count("bad"), count("warning"), legs.length];
  const away = legs.filter(({ attempt }) => attempt !== undefined).length;
  if (dropping) {
    const help = target === undefined ? "Try a lower quality." : "The quality is being lowered.";
    return { tone: "warning", text: `Your upload is too slow: pictures are being dropped. ${help}` };
  }
  if (bad > 0) {
    return { tone: "bad", text: `${bad} of ${plural(all, "destination")} not reached. ${others(all - bad)}` };
  }
  if (away > 0 && good + slow === 0) {
    return { tone: "warning", text: "No destination receives your stream. Reconnecting…" };
  }
  if (away > 0) {
    return { tone: "busy", text: `Reconnecting to ${away} of ${plural(all, "destination")}. ${others(all - away)}` };
  }
  if (slow > 0) {
    return { tone: "warning", text: `${plural(slow, "destination")} cannot keep up and misses pictures.` };
  }
  if (isReduced(target)) {
    return { tone: "busy", text: `${reasonWords(target)}: ${shareWords(target)}. The picture goes on.` };
  }
  if (good < all) {
    return { tone: "busy", text: `${good} of ${plural(all, "destination")} live, the others are connecting.` };
  }
  const everyone = all === 1 ? "Your destination receives" : `All ${all} destinations receive`;
  return { tone: "good", text: `${everyone} your stream.` };
}

/** How a broadcast is whose link to the gateway is broken or changes; `sinceMs`: how long ago that was told. */
export function linkHealth(link: LinkState, sinceMs: number): Health | undefined {
  switch (link.state) {
    case "reconnecting": {
      const seconds = Math.ceil(Math.max(0, link.retryInMs - sinceMs) / 1000);
      const when = link.attempt === 1 ? "" : ` ${seconds > 0 ? `In ${seconds} s` : "Now"}, attempt ${link.attempt}.`;
      const held = link.heldMs > sinceMs ? "your broadcast is held." : "your broadcast goes on when you are back.";
      return { tone: "busy", text: `Reconnecting… ${held}${when}` };
    }
    case "moving":
      return { tone: "busy", text: "The gateway is being replaced. Your broadcast moves to the next one." };
    case "connected":
      return undefined;
  }
}

function others(count: number): string {
  return count === 1 ? "The other one goes on." : "The others go on.";
}
