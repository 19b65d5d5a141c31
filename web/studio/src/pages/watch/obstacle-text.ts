import type { PlayObstacle } from "multiconnection";
import { number } from "../../shared/format.ts";
import { t } from "../../shared/i18n/t.ts";

/** Explains what is missing in a stream that does not play: what came, what was expected, and what to do. */
export function obstacleText({ kind, track = "video", codec = "", frames }: PlayObstacle): string {
  const came = { count: number(frames), codec };
  switch (kind) {
    case "no-media":
      return t("watch.noMedia");
    case "no-codec-configuration":
      return t(`watch.noConfig.${track}`, came);
    case "no-keyframe":
      return t("watch.noKeyframe", came);
  }
}
