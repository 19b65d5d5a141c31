import type { RecordingFile } from "./recording-store.ts";
import { durationValue, withDuration } from "./webm-duration.ts";

/** Reason why a recording ended by itself. */
export type RecordingFailure = { why: "slow" | "full" } | { why: "failed"; reason: string };

/** Receives the events of a part. */
export interface RecordingListener {
  /** More bytes are on disk. */
  written(): void;
  /** The recording cannot continue. Called at most once. */
  failed(failure: RecordingFailure): void;
}

/** Subset of MediaRecorder. */
export interface MediaEncoder extends EventTarget {
  readonly state: RecordingState;
  start(timesliceMs: number): void;
  stop(): void;
}

/** Most bytes that wait for the disk. */
export const MAX_WAITING = 32 * 2 ** 20;

/** Interval at which the recorded media are written, in milliseconds. A crash of the browser loses that much. */
const TIMESLICE_MS = 1000;

/** Most bytes that precede the tracks in a WebM file. */
const HEADER_BYTES = 256;

/** One file of a recording. Writes what its encoder records, in order, with a bounded queue. */
export class RecordingPart {
  #bytes = 0;
  #waiting = 0;
  #isEnding = false;
  /** Whether no more data is accepted. */
  #isClosed = false;
  /** Whether the file can be written no more. */
  #isBroken = false;
  #work: Promise<void> = Promise.resolve();
  /** First bytes of the file. */
  #start: Uint8Array<ArrayBuffer> = new Uint8Array();
  /** Position of the duration in the file. */
  #durationAt: number | undefined;
  readonly #startedAt: number;
  readonly #stopped: Promise<void>;

  constructor(
    readonly name: string,
    readonly encoder: MediaEncoder,
    readonly file: RecordingFile,
    readonly listener: RecordingListener,
    readonly now: () => number,
  ) {
    this.#startedAt = now();
    encoder.addEventListener("dataavailable", (event) => this.#add((event as BlobEvent).data));
    encoder.addEventListener("error", (event) => {
      this.#fail({ why: "failed", reason: (event as Event & { error?: Error }).error?.message ?? "MediaRecorder" });
    });
    this.#stopped = new Promise((resolve) => {
      encoder.addEventListener("stop", () => {
        resolve();
        this.#fail({ why: "failed", reason: "MediaRecorder" });
      });
    });
    encoder.start(TIMESLICE_MS);
  }

  /** Bytes on disk. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Ends the file after all that is recorded is written. Never rejects. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const duration = this.now() - this.#startedAt;
    if (this.encoder.state !== "inactive") {
      this.encoder.stop();
    }
    await this.#stopped;
    await this.#work;
    if (this.#durationAt !== undefined) {
      await this.file.replace(this.#durationAt, durationValue(duration)).catch(() => {});
    }
    await this.file.close().catch(() => {});
  }

  #add(data: Blob): void {
    if (data.size === 0 || this.#isClosed) {
      return;
    }
    if (this.#waiting + data.size > MAX_WAITING) {
      // What waits is still written.
      this.#isClosed = true;
      this.#fail({ why: "slow" });
      return;
    }
    this.#waiting += data.size;
    this.#work = this.#work.then(() => this.#write(data));
  }

  async #write(data: Blob): Promise<void> {
    try {
      if (!this.#isBroken) {
        await this.file.append(this.#timed(new Uint8Array(await data.arrayBuffer())));
        this.#bytes += data.size;
      }
    } catch (error) {
      this.#isClosed = this.#isBroken = true;
      const { name, message } = error as DOMException;
      this.#fail(name === "QuotaExceededError" ? { why: "full" } : { why: "failed", reason: message });
    }
    this.#waiting -= data.size;
    this.listener.written();
  }

  /** Makes room for the duration in the start of the file. Chromium often delivers the first byte alone. */
  #timed(chunk: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#bytes > 1) {
      return chunk;
    }
    const before = this.#start;
    this.#start = Uint8Array.of(...before, ...chunk.subarray(0, HEADER_BYTES));
    const header = withDuration(this.#start);
    if (header === undefined) {
      return chunk;
    }
    this.#durationAt = header.at;
    const rest = chunk.subarray(HEADER_BYTES);
    const timed = new Uint8Array(header.data.length - before.length + rest.length);
    timed.set(header.data.subarray(before.length));
    timed.set(rest, timed.length - rest.length);
    return timed;
  }

  #fail(failure: RecordingFailure): void {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.listener.failed(failure);
    }
  }
}
