import { t } from "../../shared/i18n/t.ts";
import type { Inputs } from "./inputs.ts";

/** Returns what viewers miss because inputs ended by themselves or cannot all be composed, and what to do. */
export function inputLosses({ camera, screen, audio, second, video }: LossInputs): string[] {
  const hasVideo = video.source !== undefined;
  return [
    ...(camera.isLost && video.scene.layout !== "screen" ? [t(hasVideo ? "ended.cameraOnly" : "ended.camera")] : []),
    ...(screen.isLost && video.scene.layout !== "camera" ? [t(hasVideo ? "ended.screenOnly" : "ended.screen")] : []),
    ...(audio.isLost ? [t("ended.microphone")] : []),
    ...(second.isLost ? [t("ended.second")] : []),
    ...(video.isSlow ? [t("composition.slow")] : []),
  ];
}

type Loss = Pick<Inputs["camera"], "isLost">;

/** Inputs, as far as their losses concern them. */
export interface LossInputs {
  readonly camera: Loss;
  readonly screen: Loss;
  readonly audio: Loss;
  readonly second: Loss;
  readonly video: { readonly source: unknown; readonly isSlow: boolean; readonly scene: { readonly layout: string } };
}
