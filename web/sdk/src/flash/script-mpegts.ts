import url from "mpegts.js/dist/mpegts.js?url&no-inline";
import type { MpegtsModule } from "../play/load-mpegts.ts";
import { trustedScriptUrl } from "../shared/trusted.ts";
import { scriptUrl } from "./script-tag.ts";

let loading: Promise<MpegtsModule> | undefined;

/** Replaces `load-mpegts.ts` in a classic script, which cannot have chunks. Loads a file next to the script instead. */
export function loadMpegts(): Promise<MpegtsModule> {
  loading ??= load().catch((error) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

function load(): Promise<MpegtsModule> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = trustedScriptUrl(new URL(url, scriptUrl()));
    script.onload = () => resolve((globalThis as unknown as { mpegts: MpegtsModule }).mpegts);
    script.onerror = () => reject(new Error(`${script.src} could not be loaded`));
    document.head.append(script);
  });
}
