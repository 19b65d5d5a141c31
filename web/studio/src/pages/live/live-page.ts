import { html, nothing } from "lit";
import type { Source } from "multiconnection";
import { EventLog } from "../../shared/events/event-log.ts";
import { t } from "../../shared/i18n/t.ts";
import { ModelController } from "../../shared/model.ts";
import { Destinations, fetchOffered } from "../../shared/servers/destinations.ts";
import { openGateway } from "../../shared/servers/open-gateway.ts";
import { Settings } from "../../shared/settings.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import { pageBar, preparePage, storage } from "../../shared/ui/page-bar.ts";
import { Broadcast } from "./broadcast.ts";
import { BrowserSupport } from "./browser-support.ts";
import { inputLosses } from "./input-losses.ts";
import { Inputs } from "./inputs.ts";
import { presetOf } from "./presets.ts";
import { browserPlatform, Recorder } from "./recording/recorder.ts";
import { RecordingStore } from "./recording/recording-store.ts";
import { SummaryRecorder } from "./summary/recorder.ts";
import "./destination-list.ts";
import "./inputs-panel.ts";
import "./live-panel.ts";
import "../../shared/events/log-panel.ts";
import "./recording/record-panel.ts";
import "./scene-panel.ts";
import "./shortcuts/shortcuts-help.ts";
import "./stage.ts";
import "./summary/summary-panel.ts";

/** Bitrate of a recording in relation to the broadcast: a disk is not as narrow as an uplink. */
const RECORDED_SHARE = 2;

/** The Live page. Creates the models and lays out the panels. */
export class LivePage extends LightElement {
  readonly #settings = new Settings(storage());
  readonly #log = new EventLog();
  readonly #destinations = new Destinations(this.#settings);
  readonly #broadcast = new Broadcast(this.#log, openGateway);
  readonly #recorder = new Recorder(browserPlatform(new RecordingStore()));
  readonly #inputs = new Inputs(this.#settings, (sources) => this.#switch(sources));
  readonly #summary = new SummaryRecorder(this.#broadcast);
  readonly #support = new BrowserSupport(this.#settings, isSecureContext);
  #losses: readonly string[] = [];
  #wakeLock: WakeLockSentinel | undefined;

  constructor() {
    super();
    new ModelController(this, () => [this.#settings, this.#broadcast, this.#inputs, this.#summary, this.#support]);
    preparePage("live", this.#settings);
    for (const model of [this.#broadcast, this.#recorder]) {
      model.subscribe(() => {
        void this.#stayAwake();
        this.#closeUnusedMix();
      });
    }
    this.#inputs.subscribe(() => this.#reportInputs());
    void this.#destinations.load(fetchOffered);
    void this.#inputs.init();
    addEventListener("beforeunload", (event) => {
      if (this.#broadcast.phase === "live" || this.#recorder.phase !== "idle") {
        event.preventDefault();
      }
    });
  }

  protected override render() {
    const [settings, broadcast, destinations, inputs] = [
      this.#settings,
      this.#broadcast,
      this.#destinations,
      this.#inputs,
    ];
    return html`<a class="skip" href="#live">${t("live.skip")}</a>
      ${pageBar("live", settings)}
      ${this.#support.obstacle ? html`<p class="notice tone-bad" role="alert">${icon("alert")} ${this.#support.obstacle}</p>` : nothing}
      <main class="grid">
        <div class="column">
          <section class="area-stage" aria-label=${t("live.preview")}>
            <mc-stage .inputs=${inputs} .broadcast=${broadcast} .settings=${settings}></mc-stage>
          </section>
          <section class="area-scene" aria-label=${t("scene.title")}>
            <mc-scene-panel .inputs=${inputs}></mc-scene-panel>
          </section>
          <section class="area-inputs" aria-label=${t("live.inputs")}>
            <mc-inputs-panel .inputs=${inputs} .broadcast=${broadcast} .settings=${settings}></mc-inputs-panel>
          </section>
          <section class="area-log" aria-label=${t("word.events")}><mc-log-panel .log=${this.#log}></mc-log-panel></section>
          <mc-shortcuts .settings=${settings}></mc-shortcuts>
        </div>
        <div class="column">
          <section class="area-live" id="live" aria-label=${t("live.broadcast")} tabindex="-1">
            <mc-live-panel .broadcast=${broadcast} .destinations=${destinations} .settings=${settings}
              .goLive=${() => this.#goLive()} .unsupported=${this.#support.obstacle}></mc-live-panel>
          </section>
          <section class="area-record" aria-label=${t("recording.area")}>
            <mc-record-panel .recorder=${this.#recorder} .settings=${settings} .start=${() => this.#record()}></mc-record-panel>
          </section>
          ${
            this.#summary.last === undefined
              ? nothing
              : html`<section class="area-summary" aria-label=${t("summary.title")}>
                  <mc-summary-panel .summary=${this.#summary.last} .close=${() => this.#summary.dismiss()}></mc-summary-panel>
                </section>`
          }
          <section class="area-destinations" aria-label=${t("live.destinations")}>
            <mc-destination-list .destinations=${destinations} .broadcast=${broadcast} .settings=${settings}></mc-destination-list>
          </section>
        </div>
      </main>
      <p class="sr-only" role="status">${inputs.problem ?? ""}</p>
      <p class="sr-only" role="status">${broadcast.announcement}</p>
      <p class="sr-only" role="status">${inputs.camera.muted ? t("inputs.muted.camera") : ""} ${inputs.audio.muted ? t("inputs.muted.microphone") : ""}</p>`;
  }

  /** @returns the reason why the broadcast could not be started; undefined otherwise */
  async #goLive(): Promise<string | undefined> {
    await this.#inputs.openAll();
    const sources = this.#sources();
    if (typeof sources === "string") {
      return sources;
    }
    const { require, preset, adapt } = this.#settings.values;
    await this.#broadcast.start({
      gateway: this.#settings.gatewayUrl(location.href),
      addresses: this.#destinations.addresses,
      legs: this.#destinations.legs,
      require,
      preset: presetOf(preset),
      adapt,
      ...sources,
    });
    return undefined;
  }

  /** @returns the reason why the recording could not be started; undefined otherwise */
  async #record(): Promise<string | undefined> {
    await this.#inputs.openAll();
    const sources = this.#sources();
    if (typeof sources === "string") {
      return sources;
    }
    const { width, height, videoBitrate } = presetOf(this.#settings.values.preset);
    await this.#recorder.start({ ...sources, width, height, videoBitrate: RECORDED_SHARE * videoBitrate });
    return undefined;
  }

  /** @returns the sources of a broadcast or recording, or the reason why there are none */
  #sources(): { video: Source; audio: Source } | string {
    const video = this.#inputs.isScreenMissing ? undefined : this.#inputs.video.source;
    const audio = video && this.#inputs.openMix();
    if (video === undefined || audio === undefined) {
      const problem = this.#inputs.problem ?? t("live.noSource");
      this.#log.add("error", t("word.studio"), problem);
      return problem;
    }
    return { video, audio };
  }

  #switch({ video }: { video: Source }): void {
    this.#broadcast.attach({ video });
    this.#recorder.use(video);
  }

  #reportInputs(): void {
    const losses = inputLosses(this.#inputs);
    if (losses.join() !== this.#losses.join()) {
      this.#losses = losses;
      this.#broadcast.reportInputs(losses);
    }
  }

  #closeUnusedMix(): void {
    if (this.#broadcast.phase === "idle" && this.#recorder.phase === "idle") {
      this.#inputs.closeMix();
    }
  }

  /** Keeps the screen on while live or recording: a phone suspends the page when its screen turns off. */
  async #stayAwake(): Promise<void> {
    const wanted = this.#broadcast.phase === "live" || this.#recorder.phase === "recording";
    if (wanted && this.#wakeLock === undefined && document.visibilityState === "visible") {
      this.#wakeLock = await navigator.wakeLock?.request("screen").catch(() => undefined);
      this.#wakeLock?.addEventListener("release", () => {
        this.#wakeLock = undefined;
      });
    } else if (!wanted) {
      await this.#wakeLock?.release();
    }
  }
}

customElements.define("mc-live-page", LivePage);
