import { type FileUrls, loadAac } from "./files.ts";
import type { Session } from "./session.ts";

/** Sends the WebAssembly of the AAC encoder to the worker, or the reason why it could not be loaded. */
export async function provideAac(session: Session, files: FileUrls): Promise<void> {
  try {
    const wasm = await loadAac(files);
    session.post({ kind: "aac", wasm }, [wasm]);
  } catch (error) {
    session.post({ kind: "aac", error: (error as Error).message });
  }
}
