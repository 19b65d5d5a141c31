import { number } from "../../../shared/format.ts";

/** Lowest gain of a slider, in decibels. Shown as −∞: the source is silent. */
export const SILENT_DB = -60;

/** Highest gain of a slider, in decibels. */
export const MAX_DB = 12;

/** Returns the factor of a gain in decibels. 0 at {@link SILENT_DB} and below. */
export function factorOf(gainDb: number): number {
  return gainDb <= SILENT_DB ? 0 : 10 ** (gainDb / 20);
}

/** Formats a gain: `−∞ dB`, `−6 dB`, `0 dB`, `+12 dB`. */
export function gainText(gainDb: number): string {
  const sign = gainDb < 0 ? "−" : gainDb > 0 ? "+" : "";
  return `${sign}${gainDb <= SILENT_DB ? "∞" : number(Math.abs(gainDb))} dB`;
}

/** Returns a stored gain in the range of the slider. 0 if there is none. */
export function checkedGain(gainDb: unknown): number {
  return typeof gainDb === "number" && gainDb >= SILENT_DB && gainDb <= MAX_DB ? gainDb : 0;
}
