import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { addressOf, type Destination, type Destinations } from "../../shared/servers/destinations.ts";
import type { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Broadcast } from "./broadcast.ts";
import { editCard, joinCard, liveCard } from "./destination-card.ts";
import type { DestinationDialog } from "./destination-dialog.ts";
import type { LegState } from "./leg-state.ts";
import { presetOf } from "./presets.ts";
import { ruleNotes } from "./rule-notes.ts";
import "./server-playback.ts";
import "./destination-dialog.ts";

/** Points of a graph: 30 seconds, as the gateway acknowledges four times a second. */
const POINTS = 120;

/** List of destinations: editable before a broadcast, with live state during it. */
export class DestinationList extends LightElement {
  static override properties = {
    destinations: { attribute: false },
    broadcast: { attribute: false },
    settings: { attribute: false },
  };

  declare destinations: Destinations;
  declare broadcast: Broadcast;
  declare settings: Settings;
  readonly #dialog = createRef<DestinationDialog>();
  readonly #stopDialog = createRef<HTMLDialogElement>();
  /** Server on which the broadcast is about to be stopped. */
  #stopping: LegState | undefined;
  /** Whether playback from each server is shown. Uses as much bandwidth per server as sending does. */
  #showsPlayback = false;

  constructor() {
    super();
    new ModelController(this, () => [this.destinations, this.broadcast, this.settings]);
  }

  protected override render() {
    const { phase } = this.broadcast;
    const idle = phase === "idle";
    const { enabled, list } = this.destinations;
    return html`<div class="section-head">
        <h2>${t("live.destinations")}</h2>
        <span class="count">${idle ? t("destinations.on", { count: enabled.length, all: list.length }) : t("count.servers", { count: this.broadcast.legs.length })}</span>
        ${
          idle || phase === "live"
            ? html`<button type="button" class="button small" data-testid="add-destination" @click=${() => this.#dialog.value?.edit()}>
                ${icon("plus")} ${t("word.add")}</button>`
            : nothing
        }
      </div>
      ${this.destinations.problem && idle ? html`<p class="notice tone-warning">${icon("alert")} ${this.destinations.problem}</p>` : nothing}
      ${idle ? this.#edit() : this.#live()}
      ${idle ? this.#advanced() : nothing}
      <mc-destination-dialog .destinations=${this.destinations} .saved=${(destination: Destination) => this.#join(destination)} ${ref(this.#dialog)}></mc-destination-dialog>
      ${this.#confirmStop()}`;
  }

  /** Question before the broadcast is stopped on one server. */
  #confirmStop() {
    const { name = "" } = this.#stopping?.leg ?? {};
    return html`<dialog class="dialog small" aria-labelledby="stop-title" ${ref(this.#stopDialog)}>
      <form method="dialog">
        <h2 id="stop-title">${t("card.stopQuestion", { name })}</h2>
        <p>${t("card.stopNote")}</p>
        <div class="row end">
          <button class="button" autofocus>${t("card.keep")}</button>
          <button class="button danger" data-testid="leave-confirm" @click=${this.#stop}>${t("card.stop")}</button>
        </div>
      </form>
    </dialog>`;
  }

  #askToStop(leg: LegState) {
    this.#stopping = leg;
    this.requestUpdate();
    this.#stopDialog.value?.showModal();
  }

  #stop() {
    if (this.#stopping !== undefined) {
      void this.broadcast.remove(this.#stopping.server);
    }
  }

  #live() {
    const { legs, phase } = this.broadcast;
    const playback = (server: number) =>
      this.#showsPlayback
        ? html`<mc-server-playback .broadcast=${this.broadcast} .server=${server}></mc-server-playback>`
        : undefined;
    const card = (leg: LegState, { server } = leg) =>
      liveCard(leg, {
        points: POINTS,
        isLive: phase === "live",
        isLinkUp: this.broadcast.isLinkUp,
        encoder: this.broadcast.encoder,
        now: this.broadcast.now(),
        playback: playback(server),
        reconnect: () => this.broadcast.reconnect(server),
        remove: legs.length > 1 ? () => this.#askToStop(leg) : undefined,
      });
    return html`<label class="show-playback"><span class="switch"><input type="checkbox" role="switch" data-testid="show-playback" .checked=${this.#showsPlayback}
          @change=${(event: Event) => this.#showPlayback((event.target as HTMLInputElement).checked)} /><span></span></span>
        <span>${t("destinations.showPlayback")}</span></label>
      <ul class="cards">${repeat(
        legs,
        ({ server }) => server,
        (leg) => card(leg),
      )}${phase === "live" ? this.#others() : nothing}</ul>`;
  }

  /** Destinations that are not part of the broadcast. */
  #others() {
    const there = new Set(this.broadcast.legs.map(({ leg }) => leg.destination));
    const others = this.destinations.list.filter(({ id }) => !there.has(id));
    return others.map((each) => joinCard(each, () => this.#join(each)));
  }

  /** Adds a destination to the live broadcast. */
  #join(destination: Destination) {
    if (this.broadcast.phase === "live") {
      void this.broadcast.add(addressOf(destination), this.destinations.legsOf(destination));
    }
  }

  #showPlayback(shown: boolean) {
    this.#showsPlayback = shown;
    this.requestUpdate();
  }

  #edit() {
    const { list, loaded } = this.destinations;
    if (list.length === 0) {
      return loaded ? this.#empty() : html`<div class="card skeleton"></div>`;
    }
    return html`<ul class="cards">${repeat(
      list,
      ({ id }) => id,
      (destination) => this.#card(destination),
    )}</ul>`;
  }

  #card(destination: Destination) {
    const last = this.broadcast.legs.filter(({ leg }) => leg.destination === destination.id);
    const notes = ruleNotes(this.destinations.problemsOf(destination, presetOf(this.settings.values.preset)));
    return editCard(destination, this.destinations.serversOf(destination.address), last, notes, {
      toggle: (enabled) => this.destinations.toggle(destination.id, enabled),
      edit: () => this.#dialog.value?.edit(destination),
      remove: () => this.destinations.remove(destination.id),
    });
  }

  #empty() {
    return html`<div class="card empty">
      ${icon("broadcast")}
      <h3>${t("destinations.none")}</h3>
      <p>${t("destinations.noneText")}</p>
      <button type="button" class="button primary" @click=${() => this.#dialog.value?.edit()}>${t("destinations.add")}</button>
    </div>`;
  }

  #advanced() {
    const { gateway } = this.settings.values;
    return html`<details class="advanced">
      <summary>${t("word.gateway")}</summary>
      <div class="field">
        <label for="gateway">${t("destinations.gateway")}</label>
        <input id="gateway" class="mono" autocomplete="off" spellcheck="false" .value=${gateway}
          placeholder=${this.settings.gatewayUrl(location.href)} aria-describedby="gateway-note"
          @change=${(event: Event) => this.settings.set({ gateway: (event.target as HTMLInputElement).value.trim() })} />
        <div id="gateway-note" class="field-note">${t("destinations.gatewayNote")}</div>
      </div>
    </details>`;
  }
}

customElements.define("mc-destination-list", DestinationList);
