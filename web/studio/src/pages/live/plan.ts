import type { PublishOptions, Require, ServerAddress, Source } from "multiconnection";
import type { Leg } from "../../shared/servers/destinations.ts";
import type { Adapt } from "../../shared/settings.ts";
import type { Preset } from "./presets.ts";
import { adaptiveOf } from "./quality.ts";

/** Parameters of a broadcast. */
export interface Plan {
  gateway: string;
  addresses: ServerAddress[];
  legs: Leg[];
  require: Require;
  preset: Preset;
  adapt: Adapt;
  video: Source;
  audio: Source;
}

/** Returns the SDK's options for the stream of a plan. */
export function publishOptions({ preset, video, audio, adapt, legs }: Plan): PublishOptions {
  const { width, height, frameRate, videoBitrate, audioBitrate } = preset;
  const names = Object.fromEntries(legs.map(({ key }, server) => [server, key]));
  return { video, audio, adaptive: adaptiveOf(adapt), width, height, frameRate, videoBitrate, audioBitrate, names };
}
