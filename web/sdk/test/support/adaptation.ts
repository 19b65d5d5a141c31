import type { AdaptationConfig } from "../../src/adapt/target.ts";
import { type Capacity, Simulation, type World } from "./network.ts";

/** Settings of the simulated streams. */
export const RULES: AdaptationConfig = {
  ceiling: 2_500_000,
  floor: 375_000,
  frameRate: 30,
  audioBitrate: 128_000,
  keyframeInterval: 2000,
  follow: "fastest",
};

export const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
export const PLENTY: Capacity = () => 6_000_000;

/** Ample rate, except for a given rate in bit/s between two seconds. */
export const dip =
  (rate: number, from: number, to: number): Capacity =>
  (ms) =>
    ms >= from * 1000 && ms < to * 1000 ? rate : PLENTY(ms);

/** Simulates a stream for some seconds. */
export const run = (
  seconds: number,
  world: Partial<World> & { seed: number },
  config: Partial<AdaptationConfig> = {},
): Simulation => new Simulation({ ...RULES, ...config }, { uplink: PLENTY, ...world }).run(seconds * 1000);
