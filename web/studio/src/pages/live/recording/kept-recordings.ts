import { t } from "../../../shared/i18n/t.ts";
import { Model } from "../../../shared/model.ts";
import type { RecordingStore, StoredRecording } from "./recording-store.ts";

/** Result of saving a file. `downloading`: the browser saves it, and does not tell when it has. */
export type Saved = "saved" | "downloading" | "canceled";

/** Recordings in the storage of the browser, until the user saves or deletes them. */
export class KeptRecordings extends Model {
  #files: readonly StoredRecording[] = [];
  #saving: string | undefined;
  #problem: string | undefined;
  readonly #downloaded = new Set<string>();

  /** @param saveFile lets the user pick a place for a file, and saves it there */
  constructor(
    readonly store: Pick<RecordingStore, "list" | "file" | "remove">,
    readonly saveFile: (name: string, file: File) => Promise<Saved> = save,
  ) {
    super();
  }

  get files(): readonly StoredRecording[] {
    return this.#files;
  }

  /** Name of the recording that is being saved. */
  get saving(): string | undefined {
    return this.#saving;
  }

  /** Reason why the last recording was not saved or deleted. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Whether the browser was asked to download a recording. */
  isDownloaded(name: string): boolean {
    return this.#downloaded.has(name);
  }

  /** Lists the recordings. */
  async load(): Promise<void> {
    // Rejected where the browser denies storage: then there are none.
    this.#files = await this.store.list().catch(() => []);
    this.changed();
  }

  /** Saves a recording where the user chooses, and removes it from the browser then. One at a time. */
  async save(name: string): Promise<void> {
    if (this.#saving !== undefined) {
      return;
    }
    this.#saving = name;
    this.#problem = undefined;
    this.changed();
    try {
      const saved = await this.saveFile(name, await this.store.file(name));
      if (saved === "saved") {
        await this.store.remove(name);
      } else if (saved === "downloading") {
        this.#downloaded.add(name);
      }
    } catch (error) {
      const { name: code, message } = error as DOMException;
      this.#problem =
        code === "QuotaExceededError" ? t("recording.noSpace") : t("recording.notSaved", { reason: message });
    }
    this.#saving = undefined;
    await this.load();
  }

  async remove(name: string): Promise<void> {
    this.#problem = undefined;
    await this.store.remove(name).catch(({ name: code, message }) => {
      this.#problem =
        code === "NoModificationAllowedError" ? t("recording.inUse") : t("recording.notDeleted", { reason: message });
    });
    await this.load();
  }
}

/** Function of browsers with a file picker. */
type ShowSaveFilePicker = (options: {
  suggestedName: string;
  id: string;
  startIn: string;
  types: ReadonlyArray<{ accept: Record<string, string[]> }>;
}) => Promise<FileSystemFileHandle>;

async function save(name: string, file: File): Promise<Saved> {
  const { showSaveFilePicker } = globalThis as { showSaveFilePicker?: ShowSaveFilePicker };
  if (showSaveFilePicker === undefined) {
    const url = URL.createObjectURL(file);
    Object.assign(document.createElement("a"), { href: url, download: name }).click();
    URL.revokeObjectURL(url);
    return "downloading";
  }
  const [extension = ""] = /\.\w+$/.exec(name) ?? [];
  const types = [{ accept: { [`video/${extension.slice(1)}`]: [extension] } }];
  const options = { suggestedName: name, id: "recordings", startIn: "videos", types };
  const target = await showSaveFilePicker(options).catch((error: DOMException) => {
    // The user canceled, or the recording ended without a click: it stays in the list.
    if (["AbortError", "SecurityError", "NotAllowedError"].includes(error.name)) {
      return undefined;
    }
    throw error;
  });
  if (target === undefined) {
    return "canceled";
  }
  await file.stream().pipeTo(await target.createWritable());
  return "saved";
}
