import type { LinkState, Target } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
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
    const help = target === undefined ? t("health.lower") : t("health.reducing");
    return { tone: "warning", text: `${t("health.dropping")} ${help}` };
  }
  if (bad > 0) {
    return { tone: "bad", text: `${t("health.failed", { bad, count: all })} ${others(all - bad)}`.trim() };
  }
  if (away > 0 && good + slow === 0) {
    return { tone: "warning", text: t("health.none") };
  }
  if (away > 0) {
    return {
      tone: "busy",
      text: `${t("health.away", { away, count: all })} ${others(all - away)}`.trim(),
    };
  }
  if (slow > 0) {
    return { tone: "warning", text: t("health.slow", { count: slow }) };
  }
  if (isReduced(target)) {
    return { tone: "busy", text: reducedText(target) };
  }
  if (good < all) {
    return { tone: "busy", text: t("health.some", { good, count: all }) };
  }
  return { tone: "good", text: t("health.all", { count: all }) };
}

/** Describes a broadcast whose connection to the gateway is interrupted, `sinceMs` milliseconds after the last link event. */
export function linkHealth(link: LinkState, sinceMs: number): Health | undefined {
  switch (link.state) {
    case "reconnecting": {
      const seconds = Math.ceil(Math.max(0, link.retryInMs - sinceMs) / 1000);
      const { attempt } = link;
      const later = seconds > 0 ? t("health.linkIn", { seconds, attempt }) : t("health.linkAttempt", { attempt });
      const effect = link.heldMs > sinceMs ? t("health.lastFrame") : t("health.restart");
      return { tone: "busy", text: `${attempt === 1 ? t("health.link") : later} ${effect}` };
    }
    case "moving":
      return { tone: "busy", text: t("link.moving") };
    case "connected":
      return undefined;
  }
}

function others(count: number): string {
  return count === 0 ? "" : t("health.others", { count });
}
