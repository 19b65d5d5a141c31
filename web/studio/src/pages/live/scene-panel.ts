import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import type { Inputs } from "./inputs.ts";
import { decodeLogo, LOGO_TYPES, type LogoProblem } from "./scene/logo.ts";
import {
  CORNERS,
  type Corner,
  cornerAt,
  LAYOUTS,
  MAX_TEXT,
  OVERLAY_SIZES,
  positionOf,
  TEXT_POSITIONS,
} from "./scene/scene.ts";

/** Selection of the layout, the shared screen, the title and the logo. */
export class ScenePanel extends LightElement {
  static override properties = { inputs: { attribute: false } };

  declare inputs: Inputs;
  readonly #file = createRef<HTMLInputElement>();
  #logoName = "";
  #logoProblem: LogoProblem | undefined;
  /** Whether title or logo are in use, or have been. */
  #hasExtras = false;

  constructor() {
    super();
    new ModelController(this, () => [this.inputs]);
  }

  protected override render() {
    const { scene, canCompose } = this.inputs.video;
    return html`<div class="panel scene">
      <div class="field wide">
        <span class="label" aria-hidden="true">${t("scene.layout")}</span>
        <div class="field-row scene-layout">
          ${this.#layouts()}
          ${scene.layout === "camera" ? nothing : this.#screen()}
        </div>
        <div class="field-note" data-testid="scene-note">${this.#note()}</div>
      </div>
      ${scene.layout === "both" && canCompose ? this.#overlay() : nothing}
      ${canCompose ? this.#extras() : nothing}
    </div>`;
  }

  #layouts() {
    const { scene, canCompose } = this.inputs.video;
    const layouts = LAYOUTS.filter((value) => canCompose || value !== "both");
    const options = layouts.map((value) => ({ value, label: t(`scene.layout.${value}`) }));
    return segments(t("scene.layout"), options, scene.layout, (layout) => void this.inputs.chooseLayout(layout));
  }

  #screen() {
    const { source, busy } = this.inputs.screen;
    const share = () => void this.inputs.shareScreen();
    if (source === undefined) {
      return html`<button type="button" class="button small primary" data-testid="share-screen" ?disabled=${busy} @click=${share}>
        ${icon("screen")} ${t("scene.share")}</button>`;
    }
    return html`<button type="button" class="button small" data-testid="share-screen" ?disabled=${busy} @click=${share}>
        ${t("scene.shareOther")}</button>
      <button type="button" class="button small" data-testid="stop-screen" @click=${() => this.inputs.stopScreen()}>
        ${t("scene.stopSharing")}</button>`;
  }

  #note() {
    const { screen, video } = this.inputs;
    if (screen.problem !== undefined) {
      return html`<span class="tone-bad">${icon("alert")} ${screen.problem}</span>`;
    }
    if (!video.canCompose) {
      return t("scene.notHere");
    }
    if (this.inputs.isScreenMissing) {
      return t("scene.noScreen");
    }
    return video.overlay === undefined ? nothing : t("scene.moveNote");
  }

  #overlay() {
    const { video } = this.inputs;
    const { overlay } = video.scene;
    const sizes = OVERLAY_SIZES.map((value) => ({ value, label: t(`scene.size.${value}`) }));
    return html`<div class="field">
        <span class="label" aria-hidden="true">${t("scene.size")}</span>
        ${segments(t("scene.size"), sizes, overlay.size, (size) => video.arrange({ overlay: { ...overlay, size } }))}
      </div>
      <div class="field">
        <span class="label" aria-hidden="true">${t("scene.corner")}</span>
        ${this.#corners(t("scene.corner"), cornerAt(overlay), (corner) =>
          video.arrange({ overlay: { ...overlay, ...positionOf(corner) } }),
        )}
      </div>`;
  }

  #extras() {
    const { logo, scene } = this.inputs.video;
    this.#hasExtras ||= logo !== undefined || scene.text !== "";
    return html`<details class="advanced wide" ?open=${this.#hasExtras}>
      <summary>${t("scene.extras")}</summary>
      <div class="scene-extras">${this.#title()} ${this.#logo()}</div>
    </details>`;
  }

  #title() {
    const { video } = this.inputs;
    const positions = TEXT_POSITIONS.map((value) => ({ value, label: t(`scene.text.${value}`) }));
    const change = (event: Event) => video.arrange({ text: (event.target as HTMLInputElement).value.trim() });
    return html`<div class="field">
      <label for="scene-text">${t("scene.text")}</label>
      <input id="scene-text" data-testid="scene-text" maxlength=${MAX_TEXT} autocomplete="off"
        aria-describedby="scene-text-note" .value=${video.scene.text} @change=${change} />
      <div id="scene-text-note" class="field-note">${t("scene.textNote")}</div>
      ${segments(t("scene.textPosition"), positions, video.scene.textPosition, (textPosition) => video.arrange({ textPosition }))}
    </div>`;
  }

  #logo() {
    const { video } = this.inputs;
    return html`<div class="field">
      <span class="label" id="logo-label">${t("scene.logo")}</span>
      <div class="field-row">
        <input type="file" hidden data-testid="logo-file" accept=${LOGO_TYPES.join(",")} ${ref(this.#file)}
          @change=${() => void this.#chooseLogo()} />
        <button type="button" class="button" aria-describedby="logo-note" @click=${() => this.#file.value?.click()}>
          ${icon("upload")} ${t(video.logo === undefined ? "scene.chooseLogo" : "scene.otherLogo")}</button>
        ${
          video.logo === undefined
            ? nothing
            : html`<button type="button" class="button icon-button" title=${t("scene.removeLogo")} @click=${() => video.setLogo(undefined)}>
              ${icon("trash")}<span class="sr-only">${t("scene.removeLogo")}</span></button>`
        }
      </div>
      <div id="logo-note" class="field-note" role="status">${this.#logoNote()}</div>
      ${this.#corners(t("scene.logoCorner"), video.scene.logoCorner, (logoCorner) => video.arrange({ logoCorner }))}
    </div>`;
  }

  #logoNote() {
    if (this.#logoProblem !== undefined) {
      return html`<span class="tone-bad">${icon("alert")} ${t(`scene.logo.${this.#logoProblem}`)}</span>`;
    }
    return this.inputs.video.logo === undefined ? t("scene.logoNote") : this.#logoName;
  }

  #corners(legend: string, corner: Corner | undefined, choose: (corner: Corner) => void) {
    const options = CORNERS.map((value) => ({ value, label: t(`scene.corner.${value}`), icon: value }));
    return segments(legend, options, corner, choose);
  }

  async #chooseLogo(): Promise<void> {
    const input = this.#file.value;
    const file = input?.files?.[0];
    if (input === undefined || file === undefined) {
      return;
    }
    const decoded = await decodeLogo(file);
    // The same file can be chosen again.
    input.value = "";
    this.#logoProblem = typeof decoded === "string" ? decoded : undefined;
    if (typeof decoded !== "string") {
      this.#logoName = file.name;
      this.inputs.video.setLogo(decoded);
    }
    this.requestUpdate();
  }
}

customElements.define("mc-scene-panel", ScenePanel);
