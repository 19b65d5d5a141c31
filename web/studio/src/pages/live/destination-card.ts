import { html, nothing, type TemplateResult } from "lit";
import { bitrate, bytes, delay } from "../../shared/format.ts";
import { type Destination, titleOf } from "../../shared/servers/destinations.ts";
import { nameOf, shown } from "../../shared/servers/services.ts";
import { causeWords, retryWords, STATE_TONES, STATE_WORDS } from "../../shared/status-text.ts";
import { icon } from "../../shared/ui/icons.ts";
import type { LegState } from "./leg-state.ts";
import { deliveredWords, isReduced, type Quality } from "./quality.ts";
import "./sparkline.ts";

/** What a card of the list can ask for. */
export interface CardActions {
  toggle(enabled: boolean): void;
  edit(): void;
  remove(): void;
}

/** A destination before the broadcast, with what went wrong in the last one. */
export function editCard(destination: Destination, servers: readonly string[], last: LegState[], actions: CardActions) {
  const { id, kind, address, key, enabled } = destination;
  const title = titleOf(destination);
  const problems = last.filter(({ state }) => STATE_TONES[state] === "bad");
  return html`<li class="card ${enabled ? "" : "off"}" data-testid="destination-card" data-state=${problems[0]?.state ?? "idle"}>
    <div class="card-head">
      <label class="switch"><input type="checkbox" role="switch" .checked=${enabled} aria-labelledby="title-${id}"
        @change=${(event: Event) => actions.toggle((event.target as HTMLInputElement).checked)} /><span></span></label>
      <div class="card-title">
        <h3 id="title-${id}">${title}</h3>
        <p class="mono">${kind === "pool" ? servers.map(nameOf).join(", ") || "Servers of the gateway" : shown(address) || "No address yet"}</p>
      </div>
      <div class="card-actions">
        ${
          kind === "url"
            ? html`<button type="button" class="button icon-button bare" title="Edit" @click=${actions.edit}>
                  ${icon("edit")}<span class="sr-only">Edit ${title}</span></button>
                <button type="button" class="button icon-button bare" title="Remove" @click=${actions.remove}>
                  ${icon("trash")}<span class="sr-only">Remove ${title}</span></button>`
            : nothing
        }
      </div>
    </div>
    <p class="card-key ${kind === "url" && key === "" && enabled ? "tone-warning" : ""}">${icon("key")} ${keyWords(destination)}</p>
    ${problems.map((leg) => problem(leg, problems.length > 1))}
  </li>`;
}

/** What the card of a server shows besides how it is. */
export interface LiveCardView {
  /** Points of its graph. */
  points: number;
  isLive: boolean;
  /** What is sent to it, as to all. */
  quality: Quality;
  /** Milliseconds, on the clock of the broadcast. */
  now: number;
  /** What it delivers, if that is watched. */
  delivered: TemplateResult | undefined;
  reconnect(): void;
  /** Ends the broadcast there; not there where it is the only one. */
  remove: (() => void) | undefined;
}

/** A server during the broadcast. */
export function liveCard(leg: LegState, view: LiveCardView) {
  const { points, isLive, quality, now, delivered, reconnect, remove } = view;
  const { state, attempt, rate, queueMs, sentBytes, dropped } = leg;
  const tone = STATE_TONES[state];
  const connected = state === "Live" || state === "Lagging";
  const flows = connected && isLive;
  const [number, unit] = bitrate(rate.latest).split(" ");
  const label = `Bitrate over the last ${Math.round(points / 4)} seconds, now ${bitrate(rate.latest)}`;
  return html`<li class="card live tone-${tone}" data-testid="destination-card" data-state=${state}>
    <div class="card-head">
      <div class="card-title"><h3>${leg.leg.name}</h3><p class="mono">${leg.leg.url}</p></div>
      <span class="pill tone-${tone}">${mark(state)}${connected && !isLive ? "Connected" : STATE_WORDS[state]}</span>
      ${
        isLive && remove
          ? html`<button type="button" class="button icon-button bare" data-testid="leave" title="End here" @click=${remove}>
              ${icon("close")}<span class="sr-only">End the broadcast at ${leg.leg.name}</span></button>`
          : nothing
      }
    </div>
    ${tone === "bad" ? problem(leg, false) : nothing}
    ${attempt === undefined ? nothing : retrying(leg, now)}
    ${
      isLive && (tone === "bad" || state === "Recovering")
        ? html`<button type="button" class="button small" data-testid="reconnect" @click=${reconnect}>Reconnect now</button>`
        : nothing
    }
    ${flows ? delivered : nothing}
    ${
      flows
        ? html`<div class="card-graph">
            <p class="card-rate" data-testid="bitrate">${number}<small>${unit}</small></p>
            <mc-sparkline .points=${[...rate.points]} .aims=${[...quality.targets]} .wished=${quality.wished}
              .capacity=${points} .label=${label}></mc-sparkline>
          </div>
          ${qualityLine(quality, state === "Lagging")}`
        : nothing
    }
    ${
      sentBytes > 0 || flows
        ? html`<dl class="figures">
            <div><dt>Waiting</dt><dd class=${queueMs > 1000 ? "tone-warning" : ""}>${delay(queueMs)}</dd></div>
            <div><dt>Dropped</dt><dd data-testid="dropped" class=${dropped > 0 ? "tone-warning" : ""}>${dropped} <small>frames</small></dd></div>
            <div><dt>Sent</dt><dd>${bytes(sentBytes)}</dd></div>
          </dl>`
        : nothing
    }
  </li>`;
}

/** How good the picture is that it gets. */
function qualityLine({ target }: Quality, lagging: boolean) {
  const tone = lagging ? "warning" : isReduced(target) ? "busy" : "good";
  return target === undefined
    ? nothing
    : html`<p class="card-quality tone-${tone}" data-testid="leg-quality"><span class="dot"></span>${deliveredWords(target, lagging)}</p>`;
}

/** A destination that the broadcast does not go to. */
export function joinCard(destination: Destination, join: () => void) {
  const keyless = destination.kind === "url" && destination.key === "";
  return html`<li class="card off" data-testid="other-destination">
    <div class="card-head">
      <div class="card-title"><h3>${titleOf(destination)}</h3><p class="mono">${shown(destination.address)}</p></div>
      <button type="button" class="button small" data-testid="join" ?disabled=${keyless} @click=${join}>Go live here</button>
    </div>
    ${keyless ? html`<p class="card-key tone-warning">${icon("key")} ${keyWords(destination)}</p>` : nothing}
  </li>`;
}

/** A shape besides the colour. */
function mark(state: LegState["state"]) {
  switch (state) {
    case "Connecting":
    case "Recovering":
      return html`<span class="spinner"></span>`;
    case "Live":
    case "Lagging":
      return html`<span class="dot"></span>`;
    case "Failed":
    case "Rejected":
      return icon("alert");
    case "Closed":
      return icon("check");
  }
}

/** Calmly: nothing has to be done. */
function retrying({ attempt, retryAt, cause, detail }: LegState, now: number) {
  const words = retryWords(attempt, retryAt === undefined ? undefined : retryAt - now);
  return html`<div class="retry" data-testid="retry"><p>${words}
    ${cause ? html`<small title=${detail ?? nothing}>${causeWords(cause)}</small>` : nothing}</p></div>`;
}

function problem({ leg, cause, detail }: LegState, named: boolean) {
  return html`<div class="problem">
    ${icon("alert")}
    <p>${named ? html`<strong>${leg.name}:</strong> ` : nothing}${causeWords(cause) ?? "It is not reached."}
      ${detail ? html`<small>${detail}</small>` : nothing}</p>
  </div>`;
}

function keyWords({ kind, key }: Destination) {
  if (kind === "pool") {
    return "Stream keys stay on the gateway";
  }
  if (key === "") {
    return "Stream key is missing";
  }
  const tail = key.length >= 12 ? key.slice(-3) : "";
  return html`<span class="sr-only">Stream key is set</span><span aria-hidden="true">••••••••${tail}</span>`;
}
