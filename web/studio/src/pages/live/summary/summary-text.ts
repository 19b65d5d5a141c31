import type { State } from "multiconnection";
import { bitrate, delay, duration, number } from "../../../shared/format.ts";
import { LANGUAGE, t } from "../../../shared/i18n/t.ts";
import { causeText, STATE_TONES, type Tone } from "../../../shared/status-text.ts";
import type { ServerSummary, Summary } from "./summary.ts";

/** Named value of a summary. */
export type Figure = readonly [label: string, value: string];

/** Returns the values of a broadcast, formatted for display. */
export function figuresOf(summary: Summary): Figure[] {
  return [
    [t("summary.duration"), duration(summary.durationMs)],
    [t("summary.bitrate"), bitrate(summary.averageBitrate)],
    [t("summary.frames"), number(summary.videoFrames)],
    [t("word.droppedFrames"), number(summary.droppedFrames)],
    [t("summary.gatewayReconnects"), times(summary)],
  ];
}

/** Returns the values of a server, formatted for display. */
export function serverFiguresOf(server: ServerSummary): Figure[] {
  return [
    [t("live.time"), duration(server.liveMs)],
    [t("summary.bitrate"), bitrate(server.averageBitrate)],
    [t("word.droppedFrames"), number(server.droppedFrames)],
    [t("summary.reconnects"), times(server)],
  ];
}

/** Describes the final state of a server: `Failed. The connection was lost.` */
export function endText({ state, cause }: ServerSummary): string {
  const label = isAway(state) ? t("summary.notConnected") : t(`state.${state}`);
  return [label, causeText(cause)].filter(Boolean).join(". ");
}

/** Returns the rating of the final state of a server. */
export function endTone({ state }: ServerSummary): Tone {
  return isAway(state) ? "warning" : STATE_TONES[state];
}

/** Returns whether the broadcast ended while the server was being connected. */
function isAway(state: State): boolean {
  return state === "Connecting" || state === "Recovering";
}

/** Returns the date and time when a broadcast went live, in the local time zone. */
export function startText({ started }: Summary): string {
  return new Date(started).toLocaleString(LANGUAGE, { dateStyle: "medium", timeStyle: "short" });
}

/** Describes a broadcast in plain text, with a block of lines for each server. */
export function summaryText(summary: Summary): string {
  const lines = (figures: readonly Figure[]) => figures.map(([label, value]) => `${label}: ${value}`);
  const failure = summary.failure === undefined ? [] : [summary.failure];
  const all = [t("summary.of", { time: startText(summary) }), ...failure, ...lines(figuresOf(summary))];
  const servers = summary.servers.map((server) => [
    `${server.name} (${server.url})`,
    endText(server),
    ...lines(serverFiguresOf(server)),
  ]);
  return [all, ...servers].map((block) => `${block.join("\n")}\n`).join("\n");
}

/** Formats a number of reconnects and the outage: `2 · 3.5 s`, or `0`. */
function times({ reconnects, outageMs }: Pick<Summary, "reconnects" | "outageMs">): string {
  return outageMs > 0 ? t("summary.outage", { count: reconnects, duration: delay(outageMs) }) : number(reconnects);
}
