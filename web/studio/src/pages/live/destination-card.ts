import { html, nothing, type TemplateResult } from "lit";
import { bitrate, bytes, delay, number } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { type Destination, titleOf } from "../../shared/servers/destinations.ts";
import { nameOf, shown } from "../../shared/servers/services.ts";
import { causeText, isTaken, retryText, STATE_TONES, type Tone } from "../../shared/status-text.ts";
import { icon } from "../../shared/ui/icons.ts";
import type { EncoderHealth } from "./encoder-health.ts";
import { isConnected, type LegState } from "./leg-state.ts";
import { deliveredText, isReduced } from "./quality.ts";
import "./sparkline.ts";

/** Actions of a card before the broadcast. */
export interface CardActions {
  toggle(enabled: boolean): void;
  edit(): void;
  remove(): void;
}

/** Card of a destination before the broadcast, with notes on its settings and the errors of the last broadcast. */
export function editCard(
  destination: Destination,
  servers: readonly string[],
  last: LegState[],
  notes: unknown,
  actions: CardActions,
) {
  const { id, kind, address, key, enabled } = destination;
  const title = titleOf(destination);
  const problems = last.filter(({ state }) => STATE_TONES[state] === "bad");
  return html`<li class="card ${enabled ? "" : "off"}" data-testid="destination-card" data-state=${problems[0]?.state ?? "idle"}>
    <div class="card-head">
      <label class="switch"><input type="checkbox" role="switch" .checked=${enabled} aria-labelledby="title-${id}"
        @change=${(event: Event) => actions.toggle((event.target as HTMLInputElement).checked)} /><span></span></label>
      <div class="card-title">
        <h3 id="title-${id}">${title}</h3>
        <p class="mono">${kind === "pool" ? servers.map((url) => nameOf(url)).join(", ") || t("card.poolServers") : shown(address) || t("card.noAddress")}</p>
      </div>
      <div class="card-actions">
        ${
          kind === "url"
            ? html`<button type="button" class="button icon-button bare" title=${t("word.edit")} @click=${actions.edit}>
                  ${icon("edit")}<span class="sr-only">${t("word.editName", { name: title })}</span></button>
                <button type="button" class="button icon-button bare" title=${t("word.remove")} @click=${actions.remove}>
                  ${icon("trash")}<span class="sr-only">${t("word.removeName", { name: title })}</span></button>`
            : nothing
        }
      </div>
    </div>
    <p class="card-key ${kind === "url" && key === "" && enabled ? "tone-warning" : ""}">${icon("key")} ${keyText(destination)}</p>
    ${notes}
    ${problems.map((leg) => problem(leg, problems.length > 1))}
  </li>`;
}

/** View settings and actions of a server's card. */
export interface LiveCardView {
  /** Number of points in the graph. */
  points: number;
  isLive: boolean;
  /** Whether the connection to the gateway works, so that the state of the server is known. */
  isLinkUp: boolean;
  /** Measurements of the video that is sent to every server. */
  encoder: EncoderHealth;
  /** Current time in milliseconds, on the clock of the broadcast. */
  now: number;
  /** Playback from the server, if it is shown. */
  playback: TemplateResult | undefined;
  reconnect(): void;
  /** Stops the broadcast on this server. Undefined for the only server. */
  remove: (() => void) | undefined;
}

/** Card of a server during the broadcast. */
export function liveCard(leg: LegState, view: LiveCardView) {
  const { points, isLive, isLinkUp, encoder, now, playback, reconnect, remove } = view;
  const { quality } = encoder;
  const { state, attempt, delivers, rate, queueMs, sentBytes, dropped } = leg;
  const { tone, label: stateLabel } = stateOf(leg, view);
  const flows = delivers && isLive && isLinkUp;
  const [rateText, unit] = bitrate(rate.latest).split(" ");
  const label = t("card.graph", { seconds: Math.round(points / 4), now: bitrate(rate.latest) });
  return html`<li class="card live tone-${tone}" data-testid="destination-card" data-state=${state}>
    <div class="card-head">
      <div class="card-title"><h3>${leg.leg.name}</h3><p class="mono">${leg.leg.url}</p></div>
      <span class="pill tone-${tone}" data-testid="leg-state">${mark(tone)}${stateLabel}</span>
      ${
        isLive && remove
          ? html`<button type="button" class="button icon-button bare" data-testid="leave" title=${t("card.stop")} @click=${remove}>
              ${icon("close")}<span class="sr-only">${t("card.stopName", { name: leg.leg.name })}</span></button>`
          : nothing
      }
    </div>
    ${tone === "bad" ? problem(leg, false) : nothing}
    ${attempt === undefined ? nothing : retrying(leg, now)}
    ${
      isLive && (tone === "bad" || state === "Recovering")
        ? html`<button type="button" class="button small" data-testid="reconnect" @click=${reconnect}>${t("card.reconnect")}</button>`
        : nothing
    }
    ${flows ? playback : nothing}
    ${
      flows
        ? html`<div class="card-graph">
            <p class="card-rate" data-testid="bitrate">${rateText}<small>${unit}</small></p>
            <mc-sparkline .points=${[...rate.points]} .aims=${[...quality.targets]} .chosen=${quality.chosen}
              .capacity=${points} .label=${label}></mc-sparkline>
          </div>
          ${qualityLine(encoder, state === "Lagging")}`
        : nothing
    }
    ${
      sentBytes > 0 || flows
        ? html`<dl class="figures">
            <div><dt>${t("card.queue")}</dt><dd class=${queueMs > 1000 ? "tone-warning" : ""}>${delay(queueMs)}</dd></div>
            <div><dt>${t("word.droppedFrames")}</dt><dd data-testid="dropped" class=${dropped > 0 ? "tone-warning" : ""}>${number(dropped)}</dd></div>
            <div><dt>${t("live.sent")}</dt><dd>${bytes(sentBytes)}</dd></div>
          </dl>`
        : nothing
    }
  </li>`;
}

/** Shown state of a server: "Live" only if it receives the broadcast. */
function stateOf({ state, cause, detail, delivers }: LegState, { isLive, isLinkUp }: LiveCardView): Shown {
  const isKnown = isLinkUp || !isLive || !isConnected(state);
  if (!isKnown) {
    return { tone: "busy", label: t("card.noGateway") };
  }
  if (state === "Live" && !delivers) {
    return { tone: "idle", label: t("card.connected") };
  }
  const isElsewhere = state === "Rejected" && isTaken(cause, detail);
  return { tone: STATE_TONES[state], label: isElsewhere ? t("card.taken") : t(`state.${state}`) };
}

interface Shown {
  readonly tone: Tone;
  readonly label: string;
}

/** Quality that the server receives. */
function qualityLine({ isSlow, frameRate = 0, quality: { target } }: EncoderHealth, lagging: boolean) {
  if (isSlow && !lagging) {
    const rate = `${number(frameRate)} fps`;
    return html`<p class="card-quality tone-warning" data-testid="leg-quality"><span class="dot"></span>${rate}</p>`;
  }
  const tone = lagging ? "warning" : isReduced(target) ? "busy" : "good";
  return target === undefined
    ? nothing
    : html`<p class="card-quality tone-${tone}" data-testid="leg-quality"><span class="dot"></span>${deliveredText(target, lagging)}</p>`;
}

/** Card of a destination that is not part of the broadcast. */
export function joinCard(destination: Destination, join: () => void) {
  const keyless = destination.kind === "url" && destination.key === "";
  return html`<li class="card off" data-testid="other-destination">
    <div class="card-head">
      <div class="card-title"><h3>${titleOf(destination)}</h3><p class="mono">${shown(destination.address)}</p></div>
      <button type="button" class="button small" data-testid="join" ?disabled=${keyless} @click=${join}>${t("card.join")}</button>
    </div>
    ${keyless ? html`<p class="card-key tone-warning">${icon("key")} ${keyText(destination)}</p>` : nothing}
  </li>`;
}

/** Symbol of a state, in addition to its colour. */
function mark(tone: Tone) {
  switch (tone) {
    case "busy":
      return html`<span class="spinner"></span>`;
    case "good":
    case "warning":
      return html`<span class="dot"></span>`;
    case "bad":
      return icon("alert");
    case "idle":
      return icon("check");
  }
}

/** Notice of a reconnect. Neutral, because the user has nothing to do. */
function retrying({ attempt, retryAt, cause, detail }: LegState, now: number) {
  const words = retryText(attempt, retryAt === undefined ? undefined : retryAt - now);
  return html`<div class="retry" data-testid="retry"><p>${words}
    ${cause ? html`<small title=${detail ?? nothing}>${causeText(cause, detail, true)}</small>` : nothing}</p></div>`;
}

function problem({ leg, cause, detail }: LegState, named: boolean) {
  return html`<div class="problem">
    ${icon("alert")}
    <p>${named ? html`<strong>${leg.name}:</strong> ` : nothing}${causeText(cause, detail) ?? t("card.unreachable")}
      ${detail ? html`<small>${detail}</small>` : nothing}</p>
  </div>`;
}

function keyText({ kind, key }: Destination) {
  if (kind === "pool") {
    return t("card.poolKeys");
  }
  if (key === "") {
    return t("card.noKey");
  }
  const tail = key.length >= 12 ? key.slice(-3) : "";
  return html`<span class="sr-only">${t("card.keySet")}</span><span aria-hidden="true">••••••••${tail}</span>`;
}
