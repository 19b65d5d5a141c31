/** Readable of frames that arrive by messages. Frames are closed if the queue is full, has ended or is cancelled. */
export class FrameQueue<T extends { close(): void }> {
  readonly readable: ReadableStream<T>;
  #controller: ReadableStreamDefaultController<T> | undefined;

  /**
   * @param capacity most frames that are not read yet
   * @param cancelled is called when the reader wants no more frames
   */
  constructor(capacity: number, cancelled: () => void) {
    const start = (controller: ReadableStreamDefaultController<T>) => {
      this.#controller = controller;
    };
    const cancel = () => {
      this.#controller = undefined;
      cancelled();
    };
    this.readable = new ReadableStream<T>({ start, cancel }, { highWaterMark: capacity });
  }

  push(frame: T): void {
    if ((this.#controller?.desiredSize ?? 0) > 0) {
      this.#controller?.enqueue(frame);
    } else {
      frame.close();
    }
  }

  /** Ends the readable after the frames in the queue. */
  end(): void {
    this.#controller?.close();
    this.#controller = undefined;
  }

  fail(error: Error): void {
    this.#controller?.error(error);
    this.#controller = undefined;
  }
}
