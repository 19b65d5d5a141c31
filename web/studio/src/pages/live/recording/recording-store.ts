import type { FileAnswer, FileRequest } from "./recording-file.worker.ts";

const FOLDER = "recordings";

/** Recording in the storage of the browser. */
export interface StoredRecording {
  readonly name: string;
  readonly bytes: number;
}

/** File that is being written. */
export interface RecordingFile {
  /** @throws DOMException `QuotaExceededError` if the disk, or the share of the browser, is full */
  append(data: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Replaces data that was appended. */
  replace(at: number, data: Uint8Array<ArrayBuffer>): Promise<void>;
  close(): Promise<void>;
}

/**
 * Recordings in the origin private file system.
 *
 * A file that the user picks is not written directly: browsers write such a file in full or not at all, so a full disk or
 * a crash would lose all of it. The origin private file system is written in place.
 */
export class RecordingStore {
  /** @throws DOMException if the browser denies storage, as in some private windows */
  async create(name: string): Promise<RecordingFile> {
    const worker = new FileWorker();
    try {
      await worker.request({ folder: FOLDER, name });
    } catch (error) {
      worker.terminate();
      throw error;
    }
    return {
      append: (append) => worker.request({ append }, [append.buffer]),
      replace: (at, replace) => worker.request({ at, replace }, [replace.buffer]),
      close: () => worker.request("close").finally(() => worker.terminate()),
    };
  }

  /** Returns the recordings, oldest first by their names. */
  async list(): Promise<StoredRecording[]> {
    const recordings: StoredRecording[] = [];
    for await (const name of (await folder()).keys()) {
      recordings.push({ name, bytes: (await this.file(name)).size });
    }
    // A recording that did not start leaves an empty file.
    return recordings.filter(({ bytes }) => bytes > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async file(name: string): Promise<File> {
    return (await (await folder()).getFileHandle(name)).getFile();
  }

  /** @throws DOMException `NoModificationAllowedError` while the file is being written, also by another tab */
  async remove(name: string): Promise<void> {
    await (await folder()).removeEntry(name);
  }
}

async function folder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}

/** Worker that answers requests in their order. */
class FileWorker {
  readonly #worker = new Worker(new URL("./recording-file.worker.ts", import.meta.url), { type: "module" });
  readonly #pending: Array<(answer: FileAnswer) => void> = [];

  constructor() {
    this.#worker.addEventListener("message", ({ data }: MessageEvent<FileAnswer>) => this.#pending.shift()?.(data));
    this.#worker.addEventListener("error", ({ message }) => this.#pending.shift()?.({ name: "Error", message }));
  }

  async request(request: FileRequest, transfer: Transferable[] = []): Promise<void> {
    const error = await new Promise<FileAnswer>((resolve) => {
      this.#pending.push(resolve);
      this.#worker.postMessage(request, transfer);
    });
    if (error !== undefined) {
      throw new DOMException(error.message, error.name);
    }
  }

  terminate(): void {
    this.#worker.terminate();
  }
}
