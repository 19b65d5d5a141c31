import type { CaptureSource } from "./capture-source.ts";

/** Video frames of a track that was transferred to the worker. Owns the track, a clone of the application's. */
export class TransferredTrack implements CaptureSource {
  readonly readable: ReadableStream<VideoFrame>;
  readonly #reader: ReadableStreamDefaultReader<VideoFrame>;

  constructor(
    readonly track: MediaStreamTrack,
    cancelled: () => void,
  ) {
    const processor = new MediaStreamTrackProcessor({ track: track as MediaStreamVideoTrack });
    this.#reader = (processor.readable as ReadableStream<VideoFrame>).getReader();
    const pull = async (controller: ReadableStreamDefaultController<VideoFrame>) => {
      const { value } = await this.#reader.read();
      if (value === undefined) {
        controller.close();
      } else {
        controller.enqueue(value);
      }
    };
    const cancel = () => {
      this.end();
      cancelled();
    };
    this.readable = new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
  }

  enabled(isEnabled: boolean): void {
    this.track.enabled = isEnabled;
  }

  /** Reads no more frames, not even a black one that a browser adds, and releases the device. */
  end(): void {
    this.#reader.cancel().catch(() => {});
    this.track.stop();
  }
}
