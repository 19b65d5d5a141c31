import { duration } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import type { Tone } from "../../shared/status-text.ts";
import type { EncoderHealth } from "./encoder-health.ts";
import { isGone, type LegState } from "./leg-state.ts";
import { isReduced, reducedText } from "./quality.ts";

/** State of the broadcast in one or two sentences. */
export interface Health {
  readonly tone: Tone;
  readonly text: string;
}

/** Health of a page that has not broadcast yet. */
export const READY: Health = { tone: "idle", text: t("broadcast.ready") };

/**
 * Describes a page that does not broadcast.
 *
 * @param endedAfter time on air of the last broadcast in milliseconds, if the user has ended it
 */
export function idleHealth(failure: string | undefined, endedAfter: number | undefined): Health {
  if (failure !== undefined) {
    return { tone: "bad", text: failure };
  }
  return endedAfter === undefined
    ? READY
    : { tone: "idle", text: t("broadcast.endedAfter", { duration: duration(endedAfter) }) };
}

/**
 * Describes a live broadcast whose connection to the gateway works: the most serious fact.
 *
 * @param problems problems of the inputs, such as an unplugged camera
 */
export function liveHealth(
  legs: readonly LegState[],
  encoder: EncoderHealth,
  problems: readonly string[] = [],
): Health {
  const away = legs.filter(({ attempt }) => attempt !== undefined).length;
  const receiving = legs.filter(({ delivers }) => delivers).length;
  if (away > 0 && receiving === 0) {
    return { tone: "warning", text: t("health.none") };
  }
  if (problems.length > 0) {
    return { tone: "bad", text: problems.join(" ") };
  }
  return (
    encoderHealth(encoder) ?? legsHealth(legs, away, receiving) ?? deliveredHealth(legs.length, receiving, encoder)
  );
}

function encoderHealth(encoder: EncoderHealth): Health | undefined {
  if (encoder.isSlow) {
    return { tone: "warning", text: encoder.slowText };
  }
  if (encoder.isDropping) {
    const help = encoder.quality.target === undefined ? t("health.lower") : t("health.reducing");
    return { tone: "warning", text: `${t("health.dropping")} ${help}` };
  }
  return undefined;
}

function legsHealth(legs: readonly LegState[], away: number, receiving: number): Health | undefined {
  const { length } = legs;
  const failed = legs.filter(({ state }) => isGone(state) && state !== "Closed").length;
  if (failed > 0) {
    const text = `${t("health.failed", { bad: failed, count: length })} ${others(receiving)}`.trim();
    return { tone: "bad", text };
  }
  if (away > 0) {
    return { tone: "busy", text: `${t("health.away", { away, count: length })} ${others(receiving)}`.trim() };
  }
  const slow = legs.filter(({ state }) => state === "Lagging").length;
  return slow > 0 ? { tone: "warning", text: t("health.slow", { count: slow }) } : undefined;
}

function deliveredHealth(count: number, receiving: number, { quality: { target } }: EncoderHealth): Health {
  if (isReduced(target)) {
    return { tone: "busy", text: reducedText(target) };
  }
  return receiving < count
    ? { tone: "busy", text: t("health.some", { good: receiving, count }) }
    : { tone: "good", text: t("health.all", { count }) };
}

function others(count: number): string {
  return count === 0 ? "" : t("health.others", { count });
}
