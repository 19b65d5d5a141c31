import type { Require, ServerAddress, Source } from "multiconnection";
import type { Leg } from "../../shared/servers/destinations.ts";
import type { Adapt } from "../../shared/settings.ts";
import type { Preset } from "./presets.ts";

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
