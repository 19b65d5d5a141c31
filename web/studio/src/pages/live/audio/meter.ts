import { html, nothing, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../../shared/i18n/t.ts";
import { resumeContext } from "../../../shared/media/audio-context.ts";
import { icon } from "../../../shared/ui/icons.ts";
import { LightElement } from "../../../shared/ui/light-element.ts";
import { factorOf, gainText } from "./gain.ts";
import { Level } from "./level.ts";

/** Level meter of an audio track, after its gain. */
export class Meter extends LightElement {
  static override properties = { track: { attribute: false }, gainDb: { attribute: false }, label: {} };

  declare track: MediaStreamTrack | undefined;
  /** Gain in decibels. Default 0. */
  declare gainDb: number | undefined;
  declare label: string;
  readonly #bar = createRef<HTMLElement>();
  #context: AudioContext | undefined;
  #frame = 0;
  #isClipping = false;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    return html`<div class="level">
      <div class="meter" role="meter" aria-label=${this.label} aria-valuemin="0" aria-valuemax="100"
        aria-valuenow="0" ${ref(this.#bar)}><span></span><i></i></div>
      ${this.#isClipping ? html`<span class="clipping tone-bad" data-testid="clipping">${icon("alert")} ${t("meter.clipping")}</span>` : nothing}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("track")) {
      this.#stop();
      if (this.track !== undefined) {
        this.#listen(this.track);
      }
    }
  }

  #listen(track: MediaStreamTrack): void {
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 2048 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    void resumeContext(context);
    this.#context = context;
    const samples = new Float32Array(analyser.fftSize);
    const level = new Level();
    let announced = 0;
    const show = (now: number) => {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      level.add(peak * factorOf(this.gainDb ?? 0), now);
      const bar = this.#bar.value;
      bar?.style.setProperty("--level", level.bar.toFixed(3));
      bar?.style.setProperty("--peak", level.peak.toFixed(3));
      // Screen readers get one value per second.
      if (now - announced > 1000) {
        announced = now;
        const text = gainText(Math.round(level.db));
        bar?.setAttribute("aria-valuenow", String(Math.round(level.bar * 100)));
        bar?.setAttribute("aria-valuetext", level.isClipping ? `${text}, ${t("meter.clipping")}` : text);
      }
      if (level.isClipping !== this.#isClipping) {
        this.#isClipping = level.isClipping;
        this.requestUpdate();
      }
      this.#frame = requestAnimationFrame(show);
    };
    this.#frame = requestAnimationFrame(show);
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context?.close();
    this.#context = undefined;
    for (const name of ["--level", "--peak"]) {
      this.#bar.value?.style.setProperty(name, "0");
    }
  }
}

customElements.define("mc-meter", Meter);
