import type Mpegts from "mpegts.js";

/** mpegts.js, which makes of FLV what a browser's Media Source Extensions take. */
export type MpegtsModule = typeof Mpegts;

/** Loads it when it is first needed, as a chunk of its own. */
export async function loadMpegts(): Promise<MpegtsModule> {
  return (await import("mpegts.js")).default;
}
