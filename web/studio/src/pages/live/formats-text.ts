import type { PublishedStream } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";

/** Describes the formats of a stream: `1280×720 at 30 fps (avc1.64001f), 48 kHz stereo`. */
export function formatsText({ formats: { video, audio } }: PublishedStream): string {
  const videoText =
    video &&
    t("broadcast.video", { ...video, width: String(video.width), height: String(video.height), rate: video.frameRate });
  const audioText =
    audio && t(audio.channels === 2 ? "broadcast.stereo" : "broadcast.mono", { rate: audio.sampleRate / 1000 });
  return [videoText, audioText].filter(Boolean).join(", ");
}
