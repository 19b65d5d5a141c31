import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { t } from "../../shared/i18n/t.ts";
import { icon } from "../../shared/ui/icons.ts";
import { LightElement } from "../../shared/ui/light-element.ts";
import type { RoomMedia } from "./room-media.ts";

/** Tile with the user's own video, mirrored if it is a camera, and buttons to turn camera and microphone off. */
export class SelfTile extends LightElement {
  static override properties = {
    media: { attribute: false },
    shown: { attribute: false },
    badges: { attribute: false },
  };

  declare media: RoomMedia;
  /** Whether other participants can see the user. */
  declare shown: boolean;
  declare badges: TemplateResult;
  readonly #video = createRef<HTMLVideoElement>();

  protected override render() {
    const { video, audio } = this.media;
    return html`<div class="tile" data-testid="self" data-shown=${this.shown}>
      <video class=${this.media.showing === "camera" ? "mirrored" : ""} muted autoplay playsinline aria-label=${t("chat.author")} ${ref(this.#video)}></video>
      ${video?.track.enabled ? nothing : html`<div class="stage-message">${icon("cameraOff")}</div>`}
      <div class="stage-badges">${this.badges}<span class="stage-gap"></span>
        ${this.shown ? nothing : html`<span class="badge"><span class="spinner"></span></span>`}
        ${this.#switch(video?.track, "camera", "cameraOff", "camera")}
        ${this.#switch(audio?.track, "mic", "micOff", "microphone")}</div>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    const video = this.#video.value;
    const track = this.media.video?.track;
    if (changed.has("media") && video !== undefined) {
      video.srcObject = track === undefined ? null : new MediaStream([track]);
    }
  }

  #switch(
    track: MediaStreamTrack | undefined,
    on: "camera" | "mic",
    off: "cameraOff" | "micOff",
    name: "camera" | "microphone",
  ) {
    if (track === undefined) {
      return nothing;
    }
    return html`<button type="button" class="badge badge-button" aria-pressed=${!track.enabled} title=${t(`inputs.${track.enabled ? "turnOff" : "turnOn"}.${name}`)}
      @click=${() => {
        track.enabled = !track.enabled;
        this.requestUpdate();
      }}>${icon(track.enabled ? on : off)}<span class="sr-only">${t(`inputs.turnOff.${name}`)}</span></button>`;
  }
}

customElements.define("mc-self-tile", SelfTile);
