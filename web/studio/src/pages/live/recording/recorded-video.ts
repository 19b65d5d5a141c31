import type { Source } from "multiconnection";
import type { Size } from "./frame-fit.ts";
import type { RelayMessage } from "./video-relay.worker.ts";

/** Video track of a recording. A MediaRecorder cannot replace its tracks, so it stays the same when the camera changes. */
export interface RecordedVideo {
  readonly track: MediaStreamTrack;
  /** @returns whether the track now shows this source; false if that needs a new recorder */
  use(video: Source): boolean;
  /** Releases the track, but not the source. */
  close(): void;
}

/** Opens the track of a recording, whose frames are drawn within a size. */
export function openVideo(video: Source, max: Size): RecordedVideo {
  if (!("MediaStreamTrackGenerator" in globalThis)) {
    return { track: video.track, use: () => false, close: () => {} };
  }
  const relay = new VideoRelay(max);
  relay.use(video);
  return relay;
}

/** Track of generated frames, which are those of changing sources. */
class VideoRelay implements RecordedVideo {
  readonly track: MediaStreamTrack;
  readonly #worker = new Worker(new URL("./video-relay.worker.ts", import.meta.url), { type: "module" });

  constructor(max: Size) {
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    const { writable } = generator;
    this.track = generator;
    this.#post({ writable, max }, writable);
  }

  use({ track }: Source): boolean {
    const { readable } = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack });
    this.#post({ readable }, readable);
    return true;
  }

  /** Ends the worker after it has released its input. */
  close(): void {
    this.#post("close");
    this.track.stop();
  }

  #post(message: RelayMessage, ...transfer: Array<ReadableStream | WritableStream>): void {
    this.#worker.postMessage(message, transfer as unknown as Transferable[]);
  }
}
