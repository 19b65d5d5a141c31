import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../i18n/t.ts";
import { ModelController } from "../model.ts";
import { icon } from "../ui/icons.ts";
import { LightElement } from "../ui/light-element.ts";
import type { Playback } from "./playback.ts";

/** Video tile that plays a stream while it is on the page. */
export class PlayerTile extends LightElement {
  static override properties = {
    playback: { attribute: false },
    muted: { type: Boolean },
    label: {},
    badges: { attribute: false },
  };

  declare playback: Playback;
  declare muted: boolean;
  /** Accessible name of the video. */
  declare label: string;
  /** Badges shown over the video. */
  declare badges: TemplateResult | undefined;
  readonly #video = createRef<HTMLVideoElement>();

  constructor() {
    super();
    new ModelController(this, () => [this.playback]);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.playback.stop();
  }

  protected override render() {
    const { phase } = this.playback;
    const silenced = this.playback.player?.state.mutedByBrowser === true;
    return html`<div class="tile" data-testid="player" data-phase=${phase}>
      <video playsinline autoplay .muted=${this.muted} aria-label=${this.label} @resize=${() => this.requestUpdate()} ${ref(this.#video)}></video>
      ${phase === "playing" ? nothing : this.#message()}
      <div class="stage-badges">${this.badges ?? nothing}
        ${
          silenced && !this.muted
            ? html`<button type="button" class="badge badge-button" @click=${this.#unmute}>${icon("micOff")} ${t("tile.unmute")}</button>`
            : nothing
        }</div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("playback")) {
      this.#start();
    }
  }

  #message() {
    const { phase, problem } = this.playback;
    if (phase === "failed") {
      return html`<div class="stage-message" role="status">${icon("alert")}<p>${problem}</p>
        <button type="button" class="button small" @click=${this.#start}>${t("word.tryAgain")}</button></div>`;
    }
    return html`<div class="stage-message" role="status"><span class="spinner"></span>
      <p>${phase === "waiting" ? t("tile.waiting") : t("word.connecting")}</p></div>`;
  }

  #unmute() {
    const video = this.#video.value;
    if (video !== undefined) {
      video.muted = false;
      this.requestUpdate();
    }
  }

  #start() {
    const video = this.#video.value;
    if (video !== undefined) {
      void this.playback.start(video);
    }
  }
}

customElements.define("mc-player-tile", PlayerTile);
