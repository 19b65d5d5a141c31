import type { NetStatus } from "multiconnection";
import type { EventLog, Severity } from "../../shared/events/event-log.ts";
import { t } from "../../shared/i18n/t.ts";
import { causeText, STATE_TONES, type Tone } from "../../shared/status-text.ts";
import type { LegState } from "./leg-state.ts";

/**
 * Codes of statuses that repeat a change of a server's state, or the result of a request. The log has one line for each of
 * these, with the cause.
 */
const REPEATED =
  /^(NetConnection\.(Connect\.(Success|Closed|Failed|Rejected|InvalidApp)|Setup\.\w+)|NetStream\.(Publish\.(Start|BadName|Failed|Denied|Rejected)|Unpublish\.Success))$/;

const SEVERITIES: Record<Tone, Severity> = {
  idle: "info",
  busy: "info",
  good: "good",
  warning: "warning",
  bad: "error",
};

/** Events of a broadcast, with one line for each fact, and the latest announcement for screen readers. */
export class BroadcastLog {
  #announcement = "";

  constructor(readonly log: EventLog) {}

  get announcement(): string {
    return this.#announcement;
  }

  /** Announces a text without logging it. */
  announce(text: string): void {
    this.#announcement = text;
  }

  /** Logs and announces a fact. */
  say(severity: Severity, text: string, source = t("word.studio")): void {
    this.log.add(severity, source, text);
    this.#announcement = text;
  }

  /** Logs and announces the state of a server. */
  server({ leg, state, cause, detail, attempt }: LegState, label: string): void {
    const text = [label, causeText(cause, detail, attempt !== undefined)].filter(Boolean).join(". ");
    const severity = state === "Recovering" ? "warning" : SEVERITIES[STATE_TONES[state]];
    this.log.add(severity, leg.name, detail === undefined ? text : `${text} (${detail})`, cause);
    this.#announcement = `${leg.name}: ${text}`;
  }

  /**
   * Logs a status, unless it repeats the state of its server.
   *
   * @param name name of the server, if it is known
   */
  status({ level, code, description, server }: NetStatus, name: string | undefined): void {
    if (!REPEATED.test(code)) {
      const source = server === undefined ? t("word.allDestinations") : (name ?? t("word.server", { server }));
      this.log.add(level === "status" ? "info" : level, source, description || code, code);
    }
  }
}
