import { base64 } from "../values/base64.ts";

/** Reads the WebAssembly of the AAC encoder from a separate chunk. */
export async function readAac(): Promise<Uint8Array<ArrayBuffer>> {
  return base64.decode((await import("virtual:aac-wasm")).default);
}
