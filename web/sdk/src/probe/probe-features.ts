import {
  type AudioPath,
  audioPath,
  type CaptureApis,
  captureApis,
  type VideoPath,
  videoPath,
} from "../capture/capture-path.ts";
import { fit, type Size } from "../media/avc.ts";
import { type AvcSettings, type EncoderSupport, noAvc, supportedAvc } from "../media/avc-encoder.ts";
import type { AacFeature, CaptureFeature, Feature, Features, H264Feature, PlaybackFeature } from "./features.ts";

/** Globals that a probe reads, replaceable in tests. */
export interface ProbeGlobals {
  readonly isSecureContext?: boolean;
  readonly OffscreenCanvas?: unknown;
  readonly WebAssembly?: unknown;
  readonly VideoEncoder?: EncoderSupport;
  readonly AudioEncoder?: Pick<typeof AudioEncoder, "isConfigSupported">;
  readonly MediaSource?: Pick<typeof MediaSource, "isTypeSupported">;
  readonly ManagedMediaSource?: Pick<typeof MediaSource, "isTypeSupported">;
}

const HIGH = "avc1.64001f";
const AAC = "mp4a.40.2";

/** Profiles by the first digits of a codec string. */
const PROFILES = { "64": "High", "4d": "Main", "42": "Constrained Baseline" } as const;

/** Sizes that are tried if the encoder does not have the one that was asked for, in pixels. */
const SMALLER: readonly Size[] = [
  { width: 1280, height: 720 },
  { width: 640, height: 360 },
];

const FULL = { level: "full" } as const;

/** Returns the features of a browser with these globals and APIs. */
export async function probeFeatures(
  globals: ProbeGlobals,
  apis: CaptureApis,
  size: Size,
  settings: AvcSettings,
  isUsable: (config: VideoEncoderConfig) => Promise<boolean>,
): Promise<Features> {
  return {
    captureVideo: captureVideo(apis),
    captureAudio: captureAudio(apis),
    h264: await h264(globals, size, settings, isUsable),
    aac: await aac(globals),
    playback: playback(globals),
  };
}

/**
 * Returns why this browser cannot publish tracks of these kinds, in plain words; undefined if its APIs suffice. Whether
 * it has an encoder for a resolution is known only later.
 */
export function publishObstacle(kinds: { video: boolean; audio: boolean }): string | undefined {
  // Element and AudioWorklet stand for a processor in the worker, too: no browser has only that one.
  const apis = captureApis(false);
  const features = [
    kinds.video && encoderApi(globalThis),
    kinds.video && captureVideo(apis),
    kinds.audio && captureAudio(apis),
  ];
  const missing = features.find((feature) => feature && feature.level === "none");
  return missing ? missing.reason : undefined;
}

function captureVideo(apis: CaptureApis): CaptureFeature<VideoPath> {
  const by = videoPath(apis);
  switch (by) {
    case undefined:
      return none("this browser delivers no frames of a camera to an encoder");
    case "element":
      return { ...limited("frames pass through the page, which may skip some while it is busy or hidden"), by };
    default:
      return { ...FULL, by };
  }
}

function captureAudio(apis: CaptureApis): CaptureFeature<AudioPath> {
  const by = audioPath(apis);
  switch (by) {
    case undefined:
      return none("this browser delivers no sound of a microphone to an encoder");
    case "worklet":
      return { ...limited("sound may be captured only after a click, and only on a device that can play sound"), by };
    default:
      return { ...FULL, by };
  }
}

/** Support of the APIs that every encoder of video needs. */
function encoderApi({ isSecureContext, VideoEncoder, OffscreenCanvas }: ProbeGlobals): Feature {
  if (isSecureContext === false) {
    return none("browsers encode video only on pages loaded over https:// or from localhost");
  }
  if (VideoEncoder === undefined || OffscreenCanvas === undefined) {
    return none(
      "this browser cannot encode video (WebCodecs); use a current version of Chrome, Edge, Firefox or Safari",
    );
  }
  return FULL;
}

async function h264(
  globals: ProbeGlobals,
  size: Size,
  settings: AvcSettings,
  isUsable: (config: VideoEncoderConfig) => Promise<boolean>,
): Promise<H264Feature> {
  const api = encoderApi(globals);
  if (api.level === "none" || globals.VideoEncoder === undefined) {
    return api;
  }
  for (const each of [size, ...SMALLER.map((smaller) => fit(size, smaller))]) {
    const config = await supportedAvc(globals.VideoEncoder, each, settings, isUsable);
    if (config !== undefined) {
      return { ...h264Level(each, size, config.codec), ...each, codec: config.codec };
    }
  }
  return none(`${noAvc(size, settings)}, nor for a smaller size; another browser or device may have one`);
}

function h264Level(found: Size, wanted: Size, codec: string): H264Feature {
  const profile = PROFILES[codec.slice(5, 7) as keyof typeof PROFILES];
  if (found.width < wanted.width) {
    const sizes = `${found.width}x${found.height}, not ${wanted.width}x${wanted.height}`;
    return { ...limited(`the H.264 encoder of this browser has at most ${sizes}`), profile };
  }
  return profile === "High"
    ? { ...FULL, profile }
    : {
        ...limited(`H.264 only in the ${profile} profile, which needs a higher bitrate for the same quality`),
        profile,
      };
}

async function aac({ isSecureContext, AudioEncoder, WebAssembly }: ProbeGlobals): Promise<AacFeature> {
  const config = { codec: AAC, sampleRate: 48_000, numberOfChannels: 2, bitrate: 128_000 };
  const isNative =
    isSecureContext !== false &&
    (await AudioEncoder?.isConfigSupported(config).catch(() => undefined))?.supported === true;
  if (isNative) {
    return { ...FULL, by: "browser" };
  }
  return WebAssembly === undefined
    ? none("this browser has neither an AAC encoder nor WebAssembly")
    : { ...limited("this browser has no AAC encoder; the SDK loads one in WebAssembly"), by: "wasm" };
}

function playback({ MediaSource, ManagedMediaSource }: ProbeGlobals): PlaybackFeature {
  const [source, by] = MediaSource
    ? [MediaSource, "MediaSource" as const]
    : [ManagedMediaSource, "ManagedMediaSource" as const];
  if (source === undefined) {
    return none("this browser has no Media Source Extensions; on the iPhone they need iOS 17.1");
  }
  if (!source.isTypeSupported(`video/mp4; codecs="${HIGH},${AAC}"`)) {
    return none("this browser does not play H.264 and AAC");
  }
  return by === "MediaSource"
    ? { ...FULL, by }
    : { ...limited("streams are not played on AirPlay devices (ManagedMediaSource)"), by };
}

function none(reason: string): Feature & { level: "none" } {
  return { level: "none", reason };
}

function limited(reason: string): Feature & { level: "limited" } {
  return { level: "limited", reason };
}
