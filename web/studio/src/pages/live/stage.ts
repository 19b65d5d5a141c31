import { html, nothing, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import type { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Inputs } from "./inputs.ts";
import "./overlay-handle.ts";

/** Preview of the published video, with instructions while no input is open. */
export class Stage extends LightElement {
  static override properties = {
    inputs: { attribute: false },
    broadcast: { attribute: false },
    settings: { attribute: false },
  };

  declare inputs: Inputs;
  declare broadcast: Broadcast;
  declare settings: Settings;
  readonly #video = createRef<HTMLVideoElement>();
  #shown: MediaStreamTrack | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.inputs, this.broadcast, this.settings]);
  }

  protected override render() {
    const { camera, video } = this.inputs;
    const canMirror = video.isOnlyCamera && camera.choice !== "test";
    const { width, height } = video.canvas;
    const isOff = video.isOnlyCamera && camera.muted;
    return html`<div class="stage ${this.broadcast.isOnAir ? "on-air" : ""} ${height >= width ? "tall" : ""}">
      <video class=${canMirror && this.settings.values.mirror ? "mirrored" : ""} aria-label=${t("stage.preview")} muted
        autoplay playsinline @resize=${() => this.requestUpdate()} ${ref(this.#video)}></video>
      <mc-overlay-handle .video=${video}></mc-overlay-handle>
      ${video.source === undefined ? this.#empty() : nothing}
      ${video.source !== undefined && isOff ? html`<div class="stage-message">${icon("cameraOff")}<p>${t("stage.off")}</p></div>` : nothing}
      ${video.source === undefined ? nothing : this.#badges(canMirror)}
    </div>`;
  }

  protected override updated(_: PropertyValues): void {
    const track = this.inputs.video.source?.track;
    const video = this.#video.value;
    if (video !== undefined && track !== this.#shown) {
      this.#shown = track;
      video.srcObject = track === undefined ? null : new MediaStream([track]);
      // Where autoplay is blocked, the muted preview starts at the next click.
      video.play().catch(() => {});
    }
  }

  #badges(canMirror: boolean) {
    const { videoWidth: width, videoHeight: height } = this.#video.value ?? {};
    const { mirror } = this.settings.values;
    const { onAir } = this.broadcast;
    return html`<div class="stage-badges">
      <span class="badge ${onAir === "live" ? "on-air-badge" : ""}">${onAir === "off" ? t("live.preview") : t(`live.${onAir}`)}</span>
      <span class="stage-gap"></span>
      ${width && height ? html`<span class="badge">${width} × ${height}</span>` : nothing}
      ${
        canMirror
          ? html`<button type="button" class="badge badge-button" aria-pressed=${mirror}
              title=${t("stage.mirrorNote")}
              @click=${() => this.settings.set({ mirror: !mirror })}>
              ${icon("mirror")}<span class="sr-only">${t("stage.mirror")}</span></button>`
          : nothing
      }
    </div>`;
  }

  #empty() {
    const { camera, screen, video } = this.inputs;
    if (video.scene.layout === "screen" && !camera.busy) {
      return html`<div class="stage-message" data-testid="stage-message">
        ${icon("screen")}
        <h2>${t("stage.shareScreen")}</h2>
        <p>${screen.problem ?? t("stage.nothingSent")}</p>
        <div class="row">
          <button type="button" class="button primary" ?disabled=${screen.busy} @click=${() => this.inputs.shareScreen()}>
            ${t("scene.share")}</button>
        </div>
      </div>`;
    }
    const { busy, problem } = camera;
    if (busy) {
      return html`<div class="stage-message" role="status"><span class="spinner"></span>
        <p>${t("stage.starting")}</p></div>`;
    }
    return html`<div class="stage-message" data-testid="stage-message">
      ${icon(problem ? "alert" : "camera")}
      <h2>${problem ? t("stage.unavailable") : t("stage.setup")}</h2>
      <p>${problem ?? t("stage.nothingSent")}</p>
      <div class="row">
        <button type="button" class="button primary" @click=${() => this.#open()}>
          ${problem ? t("word.tryAgain") : t("stage.useCamera")}</button>
        <button type="button" class="button" data-testid="test-pattern" @click=${() => this.#test()}>${t("stage.useTest")}</button>
      </div>
    </div>`;
  }

  #open() {
    void this.inputs.openBoth();
  }

  #test() {
    void this.inputs.chooseCamera("test");
    if (this.inputs.audio.source === undefined) {
      void this.inputs.chooseAudio("tone");
    }
  }
}

customElements.define("mc-stage", Stage);
