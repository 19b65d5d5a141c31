import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import type { Settings } from "../../shared/settings.ts";
import { type IconName, icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { gainSlider } from "./audio/gain-slider.ts";
import type { Broadcast } from "./broadcast.ts";
import type { Input } from "./input.ts";
import type { Inputs } from "./inputs.ts";
import { keyOf, tooltip } from "./shortcuts/shortcuts.ts";
import "./quality-panel.ts";
import "./audio/meter.ts";

/** Inputs of the panel. */
type Id = "camera" | "microphone" | "second";

type Choice = readonly [value: string, label: string];

const CAMERA_CHOICES: readonly Choice[] = [["test", t("word.testPattern")]];
const AUDIO_CHOICES: readonly Choice[] = [
  ["tone", t("inputs.tone")],
  ["none", t("inputs.noAudio")],
];

/** Selection of camera and audio sources, and of the quality. */
export class InputsPanel extends LightElement {
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
    const { camera, audio, second } = this.inputs;
    return html`<div class="panel inputs">
      ${this.#input("camera", camera, CAMERA_CHOICES, ["camera", "cameraOff"], (value) => this.inputs.chooseCamera(value))}
      ${this.#input("microphone", audio, AUDIO_CHOICES, ["mic", "micOff"], (value) => this.inputs.chooseAudio(value))}
      ${this.#input("second", second, this.#secondChoices(), ["mic", "micOff"], (value) => this.inputs.chooseSecond(value))}
      <mc-quality-panel .inputs=${this.inputs} .broadcast=${this.broadcast} .settings=${this.settings}></mc-quality-panel>
    </div>`;
  }

  #input(
    id: Id,
    input: Input,
    more: readonly Choice[],
    [on, off]: readonly [IconName, IconName],
    choose: (value: string) => Promise<void>,
  ) {
    const devices = input.devices.map(({ deviceId, label: name }): Choice => [deviceId, name]);
    const choices: Choice[] =
      id === "second"
        ? [...more, ...devices]
        : [...(devices.length > 0 ? devices : [["default", t(`inputs.default.${id}`)] as const]), ...more];
    const text = t(`inputs.${input.muted ? "turnOn" : "turnOff"}.${id}`);
    const chosen = choices.some(([value]) => value === input.choice) ? input.choice : this.#current(input, choices);
    return html`<div class="field">
      <label for=${id}>${t(`word.${id}`)}</label>
      <div class="field-row">
        <select id=${id} data-testid=${id} ?disabled=${input.busy} aria-describedby="${id}-note"
          .value=${live(chosen)} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
          ${choices.map(([value, name]) => html`<option value=${value} ?selected=${value === chosen}>${name}</option>`)}
        </select>
        <button type="button" class="button icon-button" data-testid="mute-${id}" aria-pressed=${input.muted} ?disabled=${input.source === undefined}
          aria-keyshortcuts=${id === "second" ? nothing : keyOf(this.settings, id)} title=${id === "second" ? text : tooltip(this.settings, id, text)}
          @click=${() => this.inputs.mute(input, !input.muted)}>
          ${icon(input.muted ? off : on)}<span class="sr-only">${t(`inputs.turnOff.${id}`)}</span></button>
      </div>
      ${id === "camera" || input.source === undefined ? nothing : this.#gain(id, input)}
      <div id="${id}-note" class="field-note">${this.#note(id, input)}</div>
    </div>`;
  }

  #secondChoices(): Choice[] {
    const { choice, devices } = this.inputs.second;
    const isMissing = !["off", "screen"].includes(choice) && !devices.some(({ deviceId }) => deviceId === choice);
    return [
      ["off", t("audio.off")],
      ...(this.inputs.screenAudio === undefined ? [] : [["screen", t("audio.screen")] as const]),
      ...(isMissing ? [[choice, t("audio.missing")] as const] : []),
    ];
  }

  #gain(id: Id, input: Input) {
    const choose = (gainDb: number) => this.inputs.setGain(input, gainDb);
    return gainSlider(id, t(`word.${id}`), this.inputs.gainOf(input), choose);
  }

  /** Returns the device that "default" resolved to. */
  #current(input: Input, choices: readonly Choice[]): string {
    const used = input.source?.track.getSettings().deviceId;
    return choices.find(([value]) => value === used)?.[0] ?? choices[0]?.[0] ?? "";
  }

  #note(id: Id, input: Input) {
    if (input.problem !== undefined) {
      return html`<span class="tone-bad">${icon("alert")} ${input.problem}</span>`;
    }
    if (id !== "camera" && input.source !== undefined && !input.muted) {
      return html`<mc-meter .track=${input.source.track} .gainDb=${this.inputs.gainOf(input)} .label=${t(`inputs.level.${id}`)}></mc-meter>`;
    }
    if (input.muted) {
      const isOverScreen = id === "camera" && !this.inputs.video.isOnlyCamera;
      return t(isOverScreen ? "inputs.muted.overScreen" : `inputs.muted.${id}`);
    }
    if (input.source !== undefined) {
      const { width, height, frameRate } = input.source.track.getSettings();
      const size = width && height ? `${width} × ${height}` : nothing;
      return size !== nothing && frameRate && input.choice !== "test"
        ? t("inputs.sizeAtRate", { size, rate: Math.round(frameRate) })
        : size;
    }
    if (id === "second") {
      return t("audio.secondNote");
    }
    const texts = {
      denied: t("inputs.denied"),
      prompt: t("inputs.prompt"),
      granted: t("inputs.granted"),
      unknown: "",
    };
    return texts[input.permission];
  }
}

customElements.define("mc-inputs-panel", InputsPanel);
