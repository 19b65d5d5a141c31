import { base64 } from "../values/base64.ts";
import { scriptUrl } from "./script-tag.ts";

/** Replaces `aac-chunk.ts` in a classic script, which cannot have chunks. Loads the chunk next to the script instead. */
export async function readAac(): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL("aac-wasm.js", scriptUrl()).href;
  const { default: text } = (await import(/* @vite-ignore */ url)) as { default: string };
  return base64.decode(text);
}
