import type { Require, ServerAddress, Source } from "multiconnection";
import type { Leg } from "./destinations.ts";
import type { Preset } from "./presets.ts";
import type { Adapt } from "./quality.ts";

/** Everything that is needed to go live. */
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
