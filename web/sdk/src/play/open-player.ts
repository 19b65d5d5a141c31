import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { loadMpegts } from "./load-mpegts.ts";
import type { PlayableStream } from "./playable-stream.ts";
import type { AttachOptions } from "./player-types.ts";
import { VideoPlayer } from "./video-player.ts";

/** Loads mpegts.js and attaches a video element to a stream. */
export async function openPlayer<S extends PlayableStream>(
  stream: S,
  video: HTMLVideoElement,
  { latency = 0.4, signal }: AttachOptions,
): Promise<VideoPlayer<S>> {
  if (!(latency >= 0.1 && latency <= 10)) {
    throw new RangeError(`latency ${latency}, expected 0.1 to 10 seconds`);
  }
  const mpegts = await abortable(loadMpegts(), signal);
  if (!mpegts.isSupported()) {
    throw new MultiConnectionError("unsupported", "this browser has no Media Source Extensions with H.264");
  }
  if (stream.isClosed) {
    throw new MultiConnectionError("closed", `stream ${stream.name} is closed`);
  }
  return new VideoPlayer(stream, video, mpegts, latency);
}
