import { html, type PropertyValues } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../shared/i18n/t.ts";
import { resumeContext } from "../../shared/media/audio-context.ts";
import { LightElement } from "../../shared/ui/light-element.ts";

/** Lowest level shown, in dBFS. */
const FLOOR_DB = -54;

/** Decay of the bar, in decibels per second. */
const FALL_DB = 30;

/** Level meter of an audio track. */
export class Meter extends LightElement {
  static override properties = { track: { attribute: false } };

  declare track: MediaStreamTrack | undefined;
  readonly #bar = createRef<HTMLElement>();
  #context: AudioContext | undefined;
  #frame = 0;
  #db = FLOOR_DB;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stop();
  }

  protected override render() {
    return html`<div class="meter" role="meter" aria-label=${t("meter.label")} aria-valuemin="0" aria-valuemax="100"
      aria-valuenow="0" ${ref(this.#bar)}><span></span></div>`;
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
    let [last, announced] = [performance.now(), 0];
    const show = (now: number) => {
      analyser.getFloatTimeDomainData(samples);
      const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      const db = Math.max(FLOOR_DB, 20 * Math.log10(peak || 1e-6));
      this.#db = Math.max(db, this.#db - (FALL_DB * (now - last)) / 1000, FLOOR_DB);
      last = now;
      const level = 1 - this.#db / FLOOR_DB;
      const bar = this.#bar.value;
      bar?.style.setProperty("--level", level.toFixed(3));
      // Screen readers get one value per second.
      if (now - announced > 1000) {
        announced = now;
        bar?.setAttribute("aria-valuenow", String(Math.round(level * 100)));
      }
      this.#frame = requestAnimationFrame(show);
    };
    this.#frame = requestAnimationFrame(show);
  }

  #stop(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context?.close();
    this.#context = undefined;
    this.#db = FLOOR_DB;
    this.#bar.value?.style.setProperty("--level", "0");
  }
}

customElements.define("mc-meter", Meter);
