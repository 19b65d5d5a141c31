import { type Features, probe } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { Model } from "../../shared/model.ts";
import type { Settings } from "../../shared/settings.ts";
import { type Preset, presetOf } from "./presets.ts";

/** Whether this browser can publish in the chosen quality, found out before the user goes live. */
export class BrowserSupport extends Model {
  #obstacle: string | undefined;
  #preset: Preset | undefined;

  constructor(
    readonly settings: Settings,
    readonly isSecure: boolean,
    readonly featuresFor: (quality: Preset) => Promise<Features> = probe,
  ) {
    super();
    if (isSecure) {
      settings.subscribe(() => this.#check());
      this.#check();
    } else {
      this.#obstacle = t("live.insecure");
    }
  }

  /** Reason why the user cannot go live, and what to do. Undefined if there is none, or while it is being found out. */
  get obstacle(): string | undefined {
    return this.#obstacle;
  }

  #check(): void {
    const preset = presetOf(this.settings.values.preset);
    if (preset !== this.#preset) {
      this.#preset = preset;
      void this.#probe(preset);
    }
  }

  async #probe(preset: Preset): Promise<void> {
    // If the features cannot be found out, an attempt to publish tells why.
    const features = await this.featuresFor(preset).catch(() => undefined);
    const obstacle = features && obstacleOf(features, preset);
    if (preset === this.#preset) {
      this.#obstacle = obstacle;
      this.changed();
    }
  }
}

function obstacleOf({ captureVideo, captureAudio, h264, aac }: Features, { width }: Preset): string | undefined {
  const missing = [captureVideo, captureAudio, h264, aac].find(({ level }) => level === "none");
  if (missing !== undefined) {
    return t("live.cannotPublish", { reason: missing.reason ?? "" });
  }
  const isTooLarge = h264.width !== undefined && h264.width < width;
  return isTooLarge ? t("live.cannotEncode", { reason: h264.reason ?? "" }) : undefined;
}
