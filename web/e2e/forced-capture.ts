import type { Page } from "@playwright/test";
import type { ToWorker, TrackInputs } from "../sdk/src/worker/messages.ts";

/** Way of the frames of a track to the worker. */
export type CapturePath = "processor" | "worker" | "element";

/**
 * Takes from Chromium what other browsers lack, so that the SDK captures as it does there: by a
 * MediaStreamTrackProcessor in the worker, as in Safari, or by a `<video>` element, as in Firefox. The global `sources`
 * tells how the last stream is captured.
 *
 * Workers of Chromium have no MediaStreamTrackProcessor, and tracks are not transferred to them. For the path of Safari
 * they receive stand-ins of both, with the frames of a processor on the page.
 */
export async function forceCapture(page: Page, path: CapturePath): Promise<void> {
  await page.addInitScript((path) => {
    const Processor = MediaStreamTrackProcessor;
    if (path !== "processor") {
      Reflect.deleteProperty(globalThis, "MediaStreamTrackProcessor");
    }
    const before =
      path !== "worker"
        ? ""
        : `self.MediaStreamTrackProcessor = class {
             constructor({ track }) {
               this.readable = track.readable;
             }
           };
           self.addEventListener("message", ({ data }) => {
             const source = data.inputs?.video?.source;
             if (source?.readable) {
               source.track = { readable: source.readable, stop() {} };
             }
           });`;
    if (path === "worker") {
      // A clone of a generated track, unlike one of a camera, shows black when the application stops the track.
      MediaStreamTrack.prototype.clone = function (): MediaStreamTrack {
        return this;
      };
    }
    const blobs: Blob[] = [];
    const createObjectURL = URL.createObjectURL.bind(URL);
    URL.createObjectURL = (blob: Blob) => {
      blobs.push(blob);
      return createObjectURL(blob);
    };
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(createObjectURL(new Blob([before, ...blobs.splice(0)])), options);
        URL.revokeObjectURL(String(url));
      }

      override postMessage(message: unknown, transfer?: unknown): void {
        const { kind, inputs: media } = message as ToWorker & { inputs?: TrackInputs };
        if (kind === "prepare") {
          Object.assign(globalThis, { sources: [media?.video?.source.from, media?.audio?.source.from] });
        }
        const tracks = (transfer as Transferable[]).filter((each) => each instanceof MediaStreamTrack);
        const [track] = tracks as unknown as MediaStreamVideoTrack[];
        if (track === undefined) {
          super.postMessage(message, transfer as Transferable[]);
          return;
        }
        const { readable } = new Processor({ track });
        const { inputs, ...rest } = message as { inputs: { video: { source: object; options: object } } };
        const { track: _, ...source } = inputs.video.source as { track: MediaStreamTrack };
        const video = { ...inputs.video, source: { ...source, readable } };
        const others = (transfer as Transferable[]).filter((each) => !(each instanceof MediaStreamTrack));
        super.postMessage({ ...rest, inputs: { ...inputs, video } }, [...others, readable]);
      }
    };
  }, path);
}

/** Makes the page believe that it is hidden: frames of elements are not reported, as in every browser. */
export function pretendHidden(page: Page): Promise<void> {
  return page.evaluate(() => {
    Object.defineProperty(document, "hidden", { value: true });
    HTMLVideoElement.prototype.requestVideoFrameCallback = () => 0;
    document.dispatchEvent(new Event("visibilitychange"));
  });
}
