import type { AudioPath, VideoPath } from "../capture/capture-path.ts";

/** Support of a feature: complete, with a restriction, or missing. */
export type FeatureLevel = "full" | "limited" | "none";

/** Support of a feature by this browser. */
export interface Feature {
  readonly level: FeatureLevel;
  /** Restriction, or what is missing, in plain words. Absent if the level is `full`. */
  readonly reason?: string;
}

/** Support of capturing. `by`: way of the frames or sound to the worker. */
export interface CaptureFeature<Path> extends Feature {
  readonly by?: Path;
}

/** Support of encoding H.264. */
export interface H264Feature extends Feature {
  /** Best profile that the encoder has for the size. */
  readonly profile?: "High" | "Main" | "Constrained Baseline";
  /** Codec string, such as `avc1.64001f`. */
  readonly codec?: string;
  /** Largest size in pixels that the encoder has, up to the one that was asked for. */
  readonly width?: number;
  readonly height?: number;
}

/** Support of encoding AAC. `by`: encoder of the browser, or the one in WebAssembly that the SDK loads. */
export interface AacFeature extends Feature {
  readonly by?: "browser" | "wasm";
}

/** Support of playing H.264 and AAC. `by`: API; on the iPhone it is ManagedMediaSource. */
export interface PlaybackFeature extends Feature {
  readonly by?: "MediaSource" | "ManagedMediaSource";
}

/** Features of this browser, as {@link probe} found them. */
export interface Features {
  readonly captureVideo: CaptureFeature<VideoPath>;
  readonly captureAudio: CaptureFeature<AudioPath>;
  readonly h264: H264Feature;
  readonly aac: AacFeature;
  readonly playback: PlaybackFeature;
}
