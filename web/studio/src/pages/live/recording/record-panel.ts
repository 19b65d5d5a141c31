import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { bytes, duration } from "../../../shared/format.ts";
import { t } from "../../../shared/i18n/t.ts";
import { ModelController } from "../../../shared/model.ts";
import { icon } from "../../../shared/ui/icons.ts";
import { LightElement } from "../../../shared/ui/light-element.ts";
import { KeptRecordings } from "./kept-recordings.ts";
import type { Recorder } from "./recorder.ts";
import { RecordingStore, type StoredRecording } from "./recording-store.ts";

/** The Record button, and the recordings that are not saved yet. */
export class RecordPanel extends LightElement {
  static override properties = { recorder: { attribute: false }, start: { attribute: false } };

  declare recorder: Recorder;
  /** Opens the sources and starts the recording. Returns the reason if that is not possible. */
  declare start: () => Promise<string | undefined>;
  readonly #kept = new KeptRecordings(new RecordingStore());
  readonly #dialog = createRef<HTMLDialogElement>();
  #ticking: ReturnType<typeof setInterval> | undefined;
  #problem: string | undefined;
  #deleting = "";
  #isRecording = false;

  constructor() {
    super();
    new ModelController(this, () => [this.recorder, this.#kept]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#kept.load();
    this.#ticking = setInterval(() => this.recorder.phase === "recording" && this.requestUpdate(), 250);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#ticking);
  }

  protected override willUpdate(): void {
    const isRecording = this.recorder.phase !== "idle";
    if (this.#isRecording && !isRecording) {
      void this.#kept.load();
    }
    this.#isRecording = isRecording;
  }

  protected override render() {
    const { phase, elapsed, bytes: size, names } = this.recorder;
    const problem = this.#problem ?? this.recorder.problem ?? this.#kept.problem;
    const isSupported = this.recorder.platform.type !== undefined;
    const kept = this.#kept.files.filter(({ name }) => phase === "idle" || !names.includes(name));
    return html`<div class="panel record-panel" data-testid="record-panel" data-phase=${phase}>
      <div class="record-row">
        ${this.#button(isSupported)}
        ${phase === "recording" || phase === "ending" ? html`<span class="pill tone-live">${t("recording.on")}</span>` : nothing}
        ${
          phase === "idle"
            ? html`<span class="field-note" id="record-note">${isSupported ? t("recording.note") : t("recording.unsupported")}</span>`
            : html`<span class="record-figures"><time role="timer" aria-label=${t("recording.time")} data-testid="record-time">${duration(elapsed)}</time>
                <span data-testid="record-size">${bytes(size)}</span></span>`
        }
      </div>
      ${phase !== "idle" && names.length > 1 ? html`<p class="field-note">${t("recording.parts", { count: names.length })}</p>` : nothing}
      ${problem === undefined ? nothing : html`<p class="notice tone-bad" role="alert" data-testid="record-problem">${icon("alert")} ${problem}</p>`}
      ${kept.length === 0 ? nothing : this.#list(kept)}
      <p class="sr-only" role="status">${phase === "recording" ? t("recording.on") : ""}</p>
      ${this.#confirm()}
    </div>`;
  }

  #button(isSupported: boolean) {
    const { phase } = this.recorder;
    const isOn = phase === "recording" || phase === "ending";
    return html`<button type="button" class="button record" data-testid="record" aria-describedby=${phase === "idle" ? "record-note" : nothing}
      ?disabled=${!isSupported || phase === "starting" || phase === "ending"} @click=${() => (isOn ? this.#stop() : this.#start())}>
      ${icon(isOn ? "stop" : "record")} ${isOn ? t("recording.stop") : t("recording.start")}</button>`;
  }

  #list(kept: readonly StoredRecording[]) {
    return html`<div class="kept">
      <h2 class="label">${t("recording.kept")}</h2>
      <ul>${kept.map(
        ({ name, bytes: size }) => html`<li data-testid="kept-recording">
          <span class="kept-name" translate="no">${name}</span>
          <small>${bytes(size)}${this.#kept.isDownloaded(name) ? ` · ${t("recording.downloaded")}` : ""}</small>
          <button type="button" class="button small" ?disabled=${this.#kept.saving !== undefined} @click=${() => this.#kept.save(name)}>
            ${this.#kept.saving === name ? t("recording.saving") : t("word.save")}<span class="sr-only" translate="no"> ${name}</span></button>
          <button type="button" class="button icon-button bare" ?disabled=${this.#kept.saving === name} title=${t("word.deleteName", { name })}
            @click=${() => this.#ask(name)}>${icon("trash")}<span class="sr-only">${t("word.deleteName", { name })}</span></button>
        </li>`,
      )}</ul>
    </div>`;
  }

  #confirm() {
    return html`<dialog class="dialog small" aria-labelledby="delete-recording" ${ref(this.#dialog)}>
      <form method="dialog">
        <h2 id="delete-recording">${t("recording.deleteQuestion")}</h2>
        <p>${t("recording.deleteNote", { name: this.#deleting })}</p>
        <div class="row end">
          <button class="button" value="keep" autofocus>${t("word.cancel")}</button>
          <button class="button danger" value="delete" @click=${() => this.#kept.remove(this.#deleting)}>${t("recording.delete")}</button>
        </div>
      </form>
    </dialog>`;
  }

  #ask(name: string): void {
    this.#deleting = name;
    this.requestUpdate();
    this.#dialog.value?.showModal();
  }

  async #start(): Promise<void> {
    this.#problem = undefined;
    this.#problem = await this.start();
    this.requestUpdate();
  }

  /** Ends the recording and saves it at once: browsers show a file picker only soon after a click. */
  async #stop(): Promise<void> {
    await this.recorder.stop();
    for (const name of this.recorder.names) {
      await this.#kept.save(name);
    }
  }
}

customElements.define("mc-record-panel", RecordPanel);
