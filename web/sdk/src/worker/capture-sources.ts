import type { AudioBlock } from "../media/pcm.ts";
import { MultiConnectionError } from "../shared/errors.ts";
import type { CaptureSource } from "./capture-source.ts";
import type { AudioSource, FromWorker, ToWorker, TrackInputs, VideoSource } from "./messages.ts";
import { PostedFrames } from "./posted-frames.ts";
import type { PublisherInputs } from "./publisher.ts";
import type { Clock } from "./timing.ts";
import { TransferredTrack } from "./transferred-track.ts";
import { WorkletBlocks } from "./worklet-blocks.ts";

/** Message of the page about a capture. */
export type CaptureMessage = ToWorker & { capture: number };

/** Sources of all streams. Whatever way the frames of a track take, the encoders read them from a readable. */
export class CaptureSources {
  readonly #sources = new Map<number, CaptureSource>();

  constructor(
    readonly post: (message: FromWorker) => void,
    readonly clock: Clock,
  ) {}

  /** Opens the tracks of a stream. A capture ends when its readable is cancelled. */
  open(stream: number, { video, audio }: TrackInputs): PublisherInputs {
    return {
      ...(video && { video: { readable: this.#video(stream, video.source), options: video.options } }),
      ...(audio && { audio: { readable: this.#audio(audio.source), options: audio.options } }),
    };
  }

  /** Processes a message of the page. Ignores one for a capture that has been cancelled meanwhile. */
  receive(message: CaptureMessage): void {
    const source = this.#sources.get(message.capture);
    switch (message.kind) {
      case "frame":
        if (source?.frame === undefined) {
          message.frame.close();
        } else {
          source.frame(message.frame);
        }
        break;
      case "pageHidden":
        source?.hidden?.(message.isHidden);
        break;
      case "trackState":
        source?.enabled?.(message.enabled);
        if (message.ended) {
          source?.end();
        }
        break;
      case "captureFailed":
        source?.fail?.(new MultiConnectionError(message.code, message.message));
        break;
    }
  }

  #video(stream: number, source: VideoSource): ReadableStream<VideoFrame> {
    if (source.from === "processor") {
      return source.readable;
    }
    const { capture } = source;
    const cancelled = () => this.#cancelled(capture);
    if (source.from === "track") {
      return this.#add(capture, new TransferredTrack(source.track, cancelled)).readable;
    }
    const listener = {
      cancelled,
      taken: () => this.post({ kind: "frameTaken", capture }),
      wanted: () => this.post({ kind: "frameWanted", capture }),
      throttled: (throttled: boolean) => this.post({ kind: "throttled", stream, throttled }),
    };
    return this.#add(capture, new PostedFrames(listener, this.clock)).readable;
  }

  #audio(source: AudioSource): ReadableStream<AudioBlock> {
    if (source.from === "processor") {
      return source.readable;
    }
    const { capture, port } = source;
    return this.#add(capture, new WorkletBlocks(port, () => this.#cancelled(capture), this.clock)).readable;
  }

  #add<S extends CaptureSource>(capture: number, source: S): S {
    this.#sources.set(capture, source);
    return source;
  }

  #cancelled(capture: number): void {
    this.#sources.delete(capture);
    this.post({ kind: "captureClosed", capture });
  }
}
