import type { MediaTag } from "../wire/tags.ts";
import type { TrackSelection } from "./track-detector.ts";

/** Reason why a stream does not play although a server plays it. */
export interface PlayObstacle {
  /**
   * `no-media`: neither audio nor video came for five seconds. `no-codec-configuration`: frames came, but not the codec
   * configuration (sequence header) that their decoder needs first. `no-keyframe`: video began, but no keyframe came.
   */
  readonly kind: "no-media" | "no-codec-configuration" | "no-keyframe";
  /** Track with the obstacle; undefined for `no-media`. */
  readonly track: MediaTag["kind"] | undefined;
  /** Codec name of the track, such as `AVC`. */
  readonly codec: string | undefined;
  /** Frames of the track that had come when the obstacle was found, without codec configurations. */
  readonly frames: number;
}

/** Time without playback after which the obstacle is reported, in milliseconds. */
const WAIT_MS = 5000;

/** Codecs whose decoders need a configuration. */
const CONFIGURED: ReadonlySet<string> = new Set(["AVC", "HEVC", "AV1", "AAC"]);

/** Tags of one track with the same codec. */
interface TrackCount {
  readonly codec: string;
  frames: number;
  hasConfig: boolean;
  hasKeyframe: boolean;
}

/** Finds out what is missing for a stream to play. */
export class ObstacleDetector {
  readonly #tracks = new Map<MediaTag["kind"], TrackCount>();
  /** Time since which the stream should play and does not; undefined while it plays. */
  #waitingSince: number | undefined;
  #tagMs = Number.NEGATIVE_INFINITY;
  #found: PlayObstacle | undefined;

  /** Records a tag that has come. */
  add({ kind, codec, config, keyframe }: MediaTag, ms: number): void {
    this.#tagMs = ms;
    const known = this.#tracks.get(kind);
    const track = known?.codec === codec ? known : { codec, frames: 0, hasConfig: false, hasKeyframe: false };
    track.frames += config ? 0 : 1;
    track.hasConfig ||= config;
    track.hasKeyframe ||= keyframe && !config;
    this.#tracks.set(kind, track);
  }

  /**
   * Returns the obstacle, if any.
   *
   * @param isWaiting whether the stream should play and does not
   * @param receiving tracks that are received
   */
  detect(ms: number, isWaiting: boolean, receiving: TrackSelection): PlayObstacle | undefined {
    this.#waitingSince = isWaiting ? (this.#waitingSince ?? ms) : undefined;
    const isLate = this.#waitingSince !== undefined && ms - this.#waitingSince >= WAIT_MS;
    const found = isLate ? this.#missing(ms, receiving) : undefined;
    const isSame = found?.kind === this.#found?.kind && found?.track === this.#found?.track;
    this.#found = isSame ? this.#found : found;
    return this.#found;
  }

  #missing(ms: number, receiving: TrackSelection): PlayObstacle | undefined {
    for (const track of ["video", "audio"] as const) {
      const count = receiving[track] ? this.#tracks.get(track) : undefined;
      const kind = count && missing(track, count);
      if (kind !== undefined) {
        return { kind, track, codec: count?.codec, frames: count?.frames ?? 0 };
      }
    }
    const isSilent = ms - this.#tagMs >= WAIT_MS;
    return isSilent ? { kind: "no-media", track: undefined, codec: undefined, frames: 0 } : undefined;
  }
}

function missing(
  track: MediaTag["kind"],
  { codec, frames, hasConfig, hasKeyframe }: TrackCount,
): PlayObstacle["kind"] | undefined {
  if (frames > 0 && !hasConfig && CONFIGURED.has(codec)) {
    return "no-codec-configuration";
  }
  return track === "video" && !hasKeyframe ? "no-keyframe" : undefined;
}
