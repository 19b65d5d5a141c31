import { abortable } from "../shared/abort.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import { loadMpegts } from "./load-mpegts.ts";
import type { PlayedStream } from "./played-stream.ts";
import { Player } from "./player.ts";
import type { AttachOptions } from "./player-types.ts";

/** Loads what a player needs, and begins. */
export async function openPlayer(
  stream: PlayedStream,
  video: HTMLVideoElement,
  { latency = 0.4, signal }: AttachOptions,
): Promise<Player> {
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
  return new Player(stream, video, mpegts, latency);
}
