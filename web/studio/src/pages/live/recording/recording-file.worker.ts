/** Writes a file of the origin private file system in place, so that what is written is kept whatever happens next. */

/** Request: opens a file of a folder, appends data, replaces written data, or closes the file. Answered in order. */
export type FileRequest =
  | { folder: string; name: string }
  | { append: Uint8Array<ArrayBuffer> }
  | { replace: Uint8Array<ArrayBuffer>; at: number }
  | "close";
/** Answer: undefined, or the name and message of an error. */
export type FileAnswer = { name: string; message: string } | undefined;

/** Subset of FileSystemSyncAccessHandle, which the types of pages lack. */
interface SyncAccessHandle {
  write(data: Uint8Array, options: { at: number }): number;
  flush(): void;
  close(): void;
}

let file: SyncAccessHandle | undefined;
let size = 0;
let work = Promise.resolve();

addEventListener("message", ({ data }: MessageEvent<FileRequest>) => {
  work = work.then(async () => postMessage(await answer(data)));
});

async function answer(request: FileRequest): Promise<FileAnswer> {
  try {
    if (request === "close") {
      file?.flush();
      file?.close();
    } else if ("folder" in request) {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(request.folder, {
        create: true,
      });
      const handle = await folder.getFileHandle(request.name, { create: true });
      file = await (
        handle as unknown as { createSyncAccessHandle(): Promise<SyncAccessHandle> }
      ).createSyncAccessHandle();
    } else if ("append" in request) {
      append(request.append);
    } else {
      file?.write(request.replace, { at: request.at });
    }
    return undefined;
  } catch (error) {
    return { name: (error as Error).name, message: (error as Error).message };
  }
}

/** Chromium returns a wrong count instead of throwing if the disk is full. */
function append(data: Uint8Array): void {
  const written = file?.write(data, { at: size });
  if (written !== data.byteLength) {
    throw new DOMException(`${written} of ${data.byteLength} bytes written`, "QuotaExceededError");
  }
  size += written;
}
