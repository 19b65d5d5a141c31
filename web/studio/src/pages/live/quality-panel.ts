import { html, nothing } from "lit";
import { bitrate } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import type { Adapt, Settings } from "../../shared/settings.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { segments } from "../../shared/ui/segments.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Inputs } from "./inputs.ts";
import {
  type Choices,
  changedPreset,
  frameRatesOf,
  type Preset,
  presetOf,
  RESOLUTIONS,
  type Resolution,
  SHAPES,
} from "./presets.ts";
import { ADAPT_LABELS } from "./quality.ts";

/** Selection of resolution, orientation and frame rate, and of the reaction to a slow connection. */
export class QualityPanel extends LightElement {
  static override properties = {
    inputs: { attribute: false },
    broadcast: { attribute: false },
    settings: { attribute: false },
  };

  declare inputs: Inputs;
  declare broadcast: Broadcast;
  declare settings: Settings;

  constructor() {
    super();
    new ModelController(this, () => [this.inputs, this.broadcast, this.settings]);
  }

  protected override render() {
    const preset = presetOf(this.settings.values.preset);
    const fixed = this.broadcast.phase !== "idle";
    return html`${this.#resolution(preset, fixed)}
      <div class="field-pair">
        ${this.inputs.video.canCompose ? this.#shape(preset, fixed) : nothing}
        ${this.#frameRate(preset, fixed)}
      </div>
      ${this.#adapt(fixed)}`;
  }

  #resolution(preset: Preset, fixed: boolean) {
    return html`<div class="field">
      <label for="quality">${t("inputs.quality")}</label>
      <div class="field-row">
        <select id="quality" data-testid="quality" ?disabled=${fixed} aria-describedby="quality-note"
          @change=${(event: Event) => this.#choose({ resolution: (event.target as HTMLSelectElement).value as Resolution })}>
          ${RESOLUTIONS.map((resolution) => {
            const { width, height, videoBitrate } = changedPreset(preset, { resolution });
            const text = `${resolution} · ${width} × ${height} · ${bitrate(videoBitrate)}`;
            return html`<option value=${resolution} ?selected=${resolution === preset.resolution}>${text}</option>`;
          })}
        </select>
      </div>
      <div id="quality-note" class="field-note">${fixed ? t("inputs.fixed") : t("inputs.once")}</div>
    </div>`;
  }

  #shape({ shape }: Preset, fixed: boolean) {
    const options = SHAPES.map((value) => ({ value, label: t(`inputs.shape.${value}`) }));
    return html`<div class="field">
      <span class="label" aria-hidden="true">${t("inputs.shape")}</span>
      ${segments(t("inputs.shape"), options, shape, (value) => this.#choose({ shape: value }), fixed)}
    </div>`;
  }

  #frameRate({ resolution, frameRate }: Preset, fixed: boolean) {
    const options = frameRatesOf(resolution).map((rate) => ({ value: String(rate), label: t("inputs.fps", { rate }) }));
    const choose = (value: string) => this.#choose({ frameRate: Number(value) as Choices["frameRate"] });
    return html`<div class="field">
      <span class="label" aria-hidden="true">${t("inputs.frameRate")}</span>
      ${segments(t("inputs.frameRate"), options, String(frameRate), choose, fixed)}
    </div>`;
  }

  #adapt(fixed: boolean) {
    const { adapt } = this.settings.values;
    return html`<div class="field">
      <label for="adapt">${t("inputs.bandwidth")}</label>
      <div class="field-row">
        <select id="adapt" data-testid="adapt" ?disabled=${fixed}
          @change=${(event: Event) => this.settings.set({ adapt: (event.target as HTMLSelectElement).value as Adapt })}>
          ${Object.entries(ADAPT_LABELS).map(([value, label]) => html`<option value=${value} ?selected=${value === adapt}>${label}</option>`)}
        </select>
      </div>
    </div>`;
  }

  #choose(change: Partial<Choices>): void {
    this.settings.set({ preset: changedPreset(presetOf(this.settings.values.preset), change).id });
    void this.inputs.presetChanged();
  }
}

customElements.define("mc-quality-panel", QualityPanel);
