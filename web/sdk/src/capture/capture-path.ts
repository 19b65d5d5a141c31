/** APIs of a browser that deliver the frames of a track. */
export interface CaptureApis {
  /** MediaStreamTrackProcessor on the page: Chromium. */
  readonly processor: boolean;
  /** MediaStreamTrackProcessor in workers, to which tracks can be transferred; for video only: Safari. */
  readonly workerProcessor: boolean;
  /** Frames of a `<video>` element: every browser with WebCodecs. */
  readonly element: boolean;
  /** Sound of an AudioWorklet: every current browser. */
  readonly worklet: boolean;
}

/** Way of the video frames to the worker: read on the page, read in the worker, or shown in an element and posted. */
export type VideoPath = "processor" | "worker" | "element";

/** Way of the sound to the worker: read on the page, or posted by an AudioWorklet. */
export type AudioPath = "processor" | "worklet";

/** Returns the APIs of the page. Only a worker knows whether it has a MediaStreamTrackProcessor. */
export function captureApis(workerProcessor: boolean): CaptureApis {
  return {
    processor: typeof MediaStreamTrackProcessor !== "undefined",
    workerProcessor,
    element: typeof HTMLVideoElement !== "undefined" && "requestVideoFrameCallback" in HTMLVideoElement.prototype,
    worklet: typeof AudioWorkletNode !== "undefined",
  };
}

/** Returns the best path for video; undefined if the browser has none. */
export function videoPath({ processor, workerProcessor, element }: CaptureApis): VideoPath | undefined {
  return processor ? "processor" : workerProcessor ? "worker" : element ? "element" : undefined;
}

/** Returns the best path for sound; undefined if the browser has none. */
export function audioPath({ processor, worklet }: CaptureApis): AudioPath | undefined {
  return processor ? "processor" : worklet ? "worklet" : undefined;
}
