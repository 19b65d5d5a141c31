import { captureApis } from "../capture/capture-path.ts";
import { keepsOrder } from "../media/frame-order.ts";
import { type FileUrls, fileUrls, startWorker } from "../session/files.ts";
import type { WorkerPort } from "../session/worker-port.ts";
import type { Features } from "./features.ts";
import { type ProbeGlobals, probeFeatures } from "./probe-features.ts";

/** Options of {@link probe}: the video that is to be published. */
export interface ProbeOptions extends Pick<FileUrls, "workerUrl"> {
  /** Width in pixels; default 1280. */
  width?: number;
  /** Height in pixels; default 720. */
  height?: number;
  /** Frame rate in fps; default 30. */
  frameRate?: number;
  /** Bitrate in bit/s; default 0.09 bits per pixel. */
  videoBitrate?: number;
}

/**
 * Finds out what this browser supports, before a user is asked for permissions: capturing, encoders, playback. Starts a
 * worker for a moment if only a worker knows.
 *
 * @throws RangeError if no H.264 level is sufficient for the video
 */
export async function probe(options: ProbeOptions = {}): Promise<Features> {
  const { width = 1280, height = 720, frameRate = 30, videoBitrate } = options;
  const page = captureApis(false);
  const apis = page.processor ? page : captureApis(await hasWorkerProcessor(options));
  const settings = { frameRate, ...(videoBitrate !== undefined && { bitrate: videoBitrate }) };
  return probeFeatures(globalThis as ProbeGlobals, apis, { width, height }, settings, keepsOrder);
}

/** Returns whether workers have a MediaStreamTrackProcessor; false if there are no workers. */
async function hasWorkerProcessor(options: ProbeOptions): Promise<boolean> {
  let worker: WorkerPort | undefined;
  try {
    const started = startWorker(fileUrls(options));
    worker = started;
    return await new Promise<boolean>((resolve) => {
      started.onmessage = ({ data }) => resolve(data.kind === "started" && data.hasTrackProcessor);
      started.onerror = () => resolve(false);
    });
  } catch {
    return false;
  } finally {
    worker?.terminate();
  }
}
