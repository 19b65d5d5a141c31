import type Mpegts from "mpegts.js";

/** mpegts.js, which converts FLV for Media Source Extensions. */
export type MpegtsModule = typeof Mpegts;

/** Loads mpegts.js on demand, as a separate chunk. */
export async function loadMpegts(): Promise<MpegtsModule> {
  return (await import("mpegts.js")).default;
}
