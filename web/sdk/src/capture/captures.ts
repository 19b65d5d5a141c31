import { MultiConnectionError } from "../shared/errors.ts";
import type { AudioSource, FromWorker, ToWorker, VideoSource } from "../worker/messages.ts";
import { audioPath, captureApis, videoPath } from "./capture-path.ts";
import { ElementCapture } from "./element-capture.ts";
import { watchTrack } from "./watched-track.ts";
import { WorkletCapture } from "./worklet-capture.ts";

/**
 * Audio blocks of 10 ms that are buffered while the worker is busy. The browser's default of 10 is too short for a
 * stall. For video the default, only the latest frame, is right.
 */
const AUDIO_BLOCKS = 100;

/** Capture that the page takes part in. */
interface Capture {
  element?: ElementCapture;
  close(): void;
}

/** Captures of a session's page, which deliver tracks to the worker by what the browser has. */
export class Captures {
  readonly #captures = new Map<number, Capture>();
  #hasWorkerProcessor = false;
  #nextNumber = 1;

  constructor(
    readonly post: (message: ToWorker, transfer?: Transferable[]) => void,
    /** URL of the AudioWorklet's module, if the page hosts it. */
    readonly workletUrl?: string | URL,
  ) {}

  /** @throws MultiConnectionError `unsupported` if the browser cannot capture video */
  video(track: MediaStreamTrack): VideoSource {
    switch (videoPath(captureApis(this.#hasWorkerProcessor))) {
      case "processor":
        return { from: "processor", readable: read<VideoFrame>(track) };
      case "worker":
        return this.#transfer(track);
      case "element":
        return this.#show(track);
      case undefined:
        throw new MultiConnectionError("unsupported", "this browser cannot capture video for an encoder");
    }
  }

  /** @throws MultiConnectionError `unsupported` if the browser cannot capture sound */
  audio(track: MediaStreamTrack): AudioSource {
    switch (audioPath(captureApis(this.#hasWorkerProcessor))) {
      case "processor":
        return { from: "processor", readable: read<AudioData>(track, AUDIO_BLOCKS) };
      case "worklet":
        return this.#listen(track);
      case undefined:
        throw new MultiConnectionError("unsupported", "this browser cannot capture sound for an encoder");
    }
  }

  /** Processes a message of the worker. Returns whether it was about a capture. */
  receive(message: FromWorker): boolean {
    switch (message.kind) {
      case "started":
        this.#hasWorkerProcessor = message.hasTrackProcessor;
        return true;
      case "frameTaken":
        this.#captures.get(message.capture)?.element?.taken();
        return true;
      case "frameWanted":
        this.#captures.get(message.capture)?.element?.wanted();
        return true;
      case "captureClosed":
        this.#captures.get(message.capture)?.close();
        this.#captures.delete(message.capture);
        return true;
      default:
        return false;
    }
  }

  /** Ends all captures. Does not stop their tracks. */
  close(): void {
    for (const capture of this.#captures.values()) {
      capture.close();
    }
    this.#captures.clear();
  }

  /** Transfers a clone, as the application keeps its track. */
  #transfer(track: MediaStreamTrack): VideoSource {
    const capture = this.#nextNumber++;
    this.#captures.set(capture, { close: this.#watch(capture, track) });
    return { from: "track", capture, track: track.clone() };
  }

  #show(track: MediaStreamTrack): VideoSource {
    const capture = this.#nextNumber++;
    const element = new ElementCapture(
      track,
      (frame) => this.post({ kind: "frame", capture, frame }, [frame]),
      (isHidden) => this.post({ kind: "pageHidden", capture, isHidden }),
    );
    this.#add(capture, track, element, { element });
    return { from: "page", capture };
  }

  #listen(track: MediaStreamTrack): AudioSource {
    const capture = this.#nextNumber++;
    const { port1, port2 } = new MessageChannel();
    const worklet = new WorkletCapture(track, port1, this.workletUrl, ({ code, message }) =>
      this.post({ kind: "captureFailed", capture, code, message }),
    );
    this.#add(capture, track, worklet);
    return { from: "worklet", capture, port: port2 };
  }

  #add(capture: number, track: MediaStreamTrack, closeable: { close(): void }, more: Partial<Capture> = {}): void {
    const unwatch = this.#watch(capture, track);
    const close = () => {
      unwatch();
      closeable.close();
    };
    this.#captures.set(capture, { ...more, close });
  }

  #watch(capture: number, track: MediaStreamTrack): () => void {
    return watchTrack(track, (state) => this.post({ kind: "trackState", capture, ...state }));
  }
}

function read<T>(track: MediaStreamTrack, maxBufferSize?: number): ReadableStream<T> {
  const init = { track: track as MediaStreamVideoTrack, ...(maxBufferSize !== undefined && { maxBufferSize }) };
  return new MediaStreamTrackProcessor(init).readable as ReadableStream<unknown> as ReadableStream<T>;
}
