import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { bitrate, duration, durationText, number } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import type { Destinations } from "../../shared/servers/destinations.ts";
import type { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import type { Broadcast } from "./broadcast.ts";
import { READY } from "./health.ts";
import { presetOf } from "./presets.ts";
import { isReduced, reasonText, shareText } from "./quality.ts";
import { refusals } from "./rule-notes.ts";
import { keyOf, tooltip } from "./shortcuts/shortcuts.ts";
import "./sparkline.ts";

/** Points of the graph: 30 seconds, as the gateway acknowledges four times a second. */
const POINTS = 120;

/** The Go live button, and the state of the broadcast. */
export class LivePanel extends LightElement {
  static override properties = {
    broadcast: { attribute: false },
    destinations: { attribute: false },
    settings: { attribute: false },
    goLive: { attribute: false },
    unsupported: {},
  };

  declare broadcast: Broadcast;
  declare destinations: Destinations;
  declare settings: Settings;
  /** Opens the sources and starts the broadcast. Returns the reason if that is not possible. */
  declare goLive: () => Promise<string | undefined>;
  /** Reason why this browser cannot broadcast; undefined if it can. */
  declare unsupported: string | undefined;
  readonly #dialog = createRef<HTMLDialogElement>();
  #ticking: ReturnType<typeof setInterval> | undefined;
  #preparing = false;
  #problem: string | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.broadcast, this.destinations, this.settings]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ticking = setInterval(() => this.broadcast.phase === "live" && this.requestUpdate(), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  protected override render() {
    const { phase } = this.broadcast;
    return html`<div class="panel live-panel phase-${phase}">
      ${phase === "idle" ? nothing : this.#clock()}
      ${this.#button()}
      ${this.#health()}
      ${this.broadcast.isOnAir ? this.#quality() : nothing}
      ${phase === "idle" ? refusals(this.destinations, presetOf(this.settings.values.preset)) : nothing}
      ${phase === "idle" ? this.#require() : nothing}
      ${this.#confirm()}
    </div>`;
  }

  /** Time on air, which stands still while no viewer receives the broadcast, and the measured upload. */
  #clock() {
    const { onAir, elapsed, quality, encoder } = this.broadcast;
    const isLive = onAir === "live";
    const rate = encoder.frameRate;
    return html`<div class="clock">
      <span class="pill ${isLive ? "tone-live" : "tone-busy"}" data-testid="on-air">${onAir === "off" ? nothing : t(`live.${onAir}`)}</span>
      <time data-testid="timer" role="timer" aria-label=${t("live.time")}>${duration(elapsed)}</time>
      <span class="clock-rate">${
        isLive
          ? html`<span data-testid="upload">${bitrate(quality.upload.latest)} <small>${t("live.upload")}</small></span>
            ${rate === undefined ? nothing : html`<small data-testid="frame-rate">${number(rate)} fps</small>`}`
          : nothing
      }</span>
    </div>`;
  }

  #button() {
    const { phase } = this.broadcast;
    const obstacle = this.unsupported ?? this.destinations.obstacle;
    const key = keyOf(this.settings, "live");
    const title = (text: string) => tooltip(this.settings, "live", text);
    switch (phase) {
      case "idle":
        return html`<button type="button" class="go-live" data-testid="go-live" data-phase="idle" aria-keyshortcuts=${key} title=${title(t("live.goLive"))}
          ?disabled=${obstacle !== undefined || this.#preparing} aria-describedby="live-summary" @click=${this.#start}>
          ${icon("broadcast")} ${t("live.goLive")}</button>`;
      case "starting":
        return html`<button type="button" class="go-live quiet" data-testid="go-live" data-phase="starting" aria-keyshortcuts=${key} title=${title(t("word.cancel"))}
          @click=${() => this.broadcast.stop()}>${t("word.cancel")}</button>`;
      case "live":
        return html`<button type="button" class="go-live end" data-testid="go-live" data-phase="live" aria-keyshortcuts=${key} title=${title(t("live.end"))}
          @click=${() => this.#dialog.value?.showModal()}>${icon("stop")} ${t("live.end")}</button>`;
      case "ending":
        return html`<button type="button" class="go-live quiet" data-testid="go-live" data-phase="ending" disabled>${t("live.endingButton")}</button>`;
    }
  }

  #health() {
    const { phase, failure } = this.broadcast;
    const health = this.#problem === undefined ? this.broadcast.health : { tone: "bad", text: this.#problem };
    const obstacle = this.unsupported ?? this.destinations.obstacle;
    const { label, videoBitrate } = presetOf(this.settings.values.preset);
    const legs = this.destinations.legs.length;
    const summary = `${t("count.destinations", { count: legs })} · ${label} · ${bitrate(videoBitrate)}`;
    const hasHealth = phase !== "idle" || failure !== undefined || health !== READY;
    return html`
      ${phase === "idle" ? html`<p id="live-summary" class="live-summary">${this.unsupported ? t("live.unsupported") : (obstacle ?? summary)}</p>` : nothing}
      ${hasHealth ? html`<p class="health tone-${health.tone}" data-testid="health"><span class="dot"></span>${health.text}</p>` : nothing}`;
  }

  /** Graph of the sent bitrate and the target bitrate. */
  #quality() {
    const { quality, encoder } = this.broadcast;
    const { upload, target, targets, chosen } = quality;
    if (target === undefined || upload.points.length < 2) {
      return nothing;
    }
    const reduced = isReduced(target) || encoder.isSlow;
    const share = target.why === "ceiling" ? bitrate(target.ceiling) : shareText(target);
    const label = t("live.graph", { now: bitrate(upload.latest), target: bitrate(target.bitrate) });
    return html`<div class="quality tone-${reduced ? "busy" : "good"}" data-testid="live-quality" data-why=${target.why}>
      <p><strong>${encoder.isSlow ? t("quality.slowComputer") : reduced ? reasonText(target) : t("quality.full")}</strong><span>${share}</span></p>
      <mc-sparkline .points=${[...upload.points]} .aims=${[...targets]} .chosen=${chosen} .capacity=${POINTS} .label=${label}></mc-sparkline>
      <p class="legend"><span class="is">${t("live.sent")}</span><span class="may">${t("live.target")}</span></p>
    </div>`;
  }

  #require() {
    const { require } = this.settings.values;
    if (this.destinations.legs.length < 2) {
      return nothing;
    }
    const options = [
      { value: "all", label: t("live.requireAll") },
      { value: "any", label: t("live.requireAny") },
    ] as const;
    return html`<div class="require">
      <span class="label">${t("live.required")}</span>
      ${segments(t("live.mustConnect"), options, require, (value) => this.settings.set({ require: value }))}
      <p class="field-note">${require === "all" ? t("live.requireAllNote") : t("live.requireAnyNote")}</p>
    </div>`;
  }

  #confirm() {
    return html`<dialog class="dialog small" aria-labelledby="end-title" ${ref(this.#dialog)}>
      <form method="dialog">
        <h2 id="end-title">${t("live.endQuestion")}</h2>
        <p>${t("live.endNote", { duration: durationText(this.broadcast.elapsed) })}</p>
        <div class="row end">
          <button class="button" value="stay" autofocus>${t("live.stay")}</button>
          <button class="button danger" value="end" data-testid="end-confirm" @click=${() => this.broadcast.stop()}>${t("live.end")}</button>
        </div>
      </form>
    </dialog>`;
  }

  async #start() {
    this.#preparing = true;
    this.requestUpdate();
    this.#problem = undefined;
    this.#problem = await this.goLive();
    this.#preparing = false;
    this.requestUpdate();
  }
}

customElements.define("mc-live-panel", LivePanel);
