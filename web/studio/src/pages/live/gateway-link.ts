import type { LinkState } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import type { BrowserNetwork } from "../../shared/network.ts";
import { linkText } from "../../shared/status-text.ts";
import type { BroadcastLog } from "./broadcast-log.ts";
import type { Health } from "./health.ts";

/** Silence of the gateway after which it counts as away, in milliseconds. It acknowledges media every 250 ms. */
const SILENT_MS = { online: 3000, offline: 1000 };

/** Connection of a broadcast to the gateway, known from the SDK, from acknowledgements and from the browser. */
export class GatewayLink {
  /** Last link event and its time. Undefined until the connection changes for the first time. */
  #event: { state: LinkState; at: number } | undefined;
  #heardAt: number;
  /** Whether the current outage was reported. */
  #isReported = false;

  constructor(
    readonly now: () => number,
    readonly network: BrowserNetwork,
    readonly events: BroadcastLog,
  ) {
    this.#heardAt = now();
  }

  /** Whether media reaches the gateway, as far as is known. */
  get isUp(): boolean {
    return this.#event?.state.state !== "reconnecting" && !this.#isSilent;
  }

  /** Records an acknowledgement. */
  acknowledged(): void {
    this.#heardAt = this.now();
  }

  /** Records a link event. Logs the begin and the end of an outage, and moves. */
  onLink(state: LinkState): void {
    this.#event = { state, at: this.now() };
    const text = linkText(state);
    if (state.state === "reconnecting") {
      this.#report(text, t("word.gateway"));
    } else {
      this.events.say(state.state === "connected" ? "good" : "info", text, t("word.gateway"));
    }
    if (state.state === "connected") {
      this.#heardAt = this.now();
      this.#isReported = false;
    }
  }

  /** Logs that the browser is offline, and that it is online again if the gateway was not lost. */
  onNetwork(): void {
    if (!this.network.isOnline) {
      this.#report(t("health.offline"));
    } else if (this.#isReported && this.isUp && !this.#isSilentFor(SILENT_MS.offline)) {
      this.#isReported = false;
      this.events.say("good", t("broadcast.online"));
    }
  }

  /** Logs an outage once. */
  #report(text: string, source?: string): void {
    if (!this.#isReported) {
      this.#isReported = true;
      this.events.say("warning", text, source);
    }
  }

  /** Describes a link that is interrupted, or about to be. */
  get health(): Health | undefined {
    const state = this.#event?.state;
    const sinceMs = this.now() - (this.#event?.at ?? 0);
    if (state?.state === "reconnecting") {
      const effect = state.heldMs > sinceMs ? t("health.lastFrame") : t("health.restart");
      const attempt = this.network.isOnline
        ? attemptText(state.attempt, state.retryInMs - sinceMs)
        : t("health.offline");
      return { tone: this.network.isOnline ? "busy" : "warning", text: `${attempt} ${effect}` };
    }
    if (this.#isSilent) {
      const seconds = Math.floor((this.now() - this.#heardAt) / 1000);
      const cause = this.network.isOnline ? t("health.silent", { seconds }) : t("health.offline");
      return { tone: "warning", text: `${cause} ${t("health.lastFrame")}` };
    }
    return state?.state === "moving" ? { tone: "busy", text: t("link.moving") } : undefined;
  }

  get #isSilent(): boolean {
    return this.#isSilentFor(this.network.isOnline ? SILENT_MS.online : SILENT_MS.offline);
  }

  #isSilentFor(ms: number): boolean {
    return this.now() - this.#heardAt > ms;
  }
}

function attemptText(attempt: number, inMs: number): string {
  const seconds = Math.ceil(Math.max(0, inMs) / 1000);
  if (attempt === 1) {
    return t("health.link");
  }
  return seconds > 0 ? t("health.linkIn", { seconds, attempt }) : t("health.linkAttempt", { attempt });
}
