import type { MediaOptions, TrackLike } from "../publish/media-options.ts";
import type { Source } from "../publish/sources.ts";
import { DELIVER, Dynamic } from "./dynamic.ts";
import { internal } from "./handler-of.ts";
import { localStatus } from "./status.ts";

/** @internal */
export const OPEN = Symbol("open");
/** @internal */
export const ENCODING = Symbol("encoding");

/** @internal */
export const WATCH = Symbol("watch");

/** How a device wants to be encoded. */
export type Encoding = Omit<MediaOptions, "video" | "audio">;

/** A camera or a microphone that asks the person when it is first used, and not before. */
export abstract class Device<S extends Source> extends Dynamic {
  readonly #watchers = new Set<() => void>();
  #source: Promise<S | undefined> | undefined;
  #live: S | undefined;
  /** Whether the person has not allowed it, or not yet. */
  muted = true;
  /** As Flash's: -1 is "not known". */
  activityLevel = -1;

  static {
    internal(Device.prototype);
  }

  protected constructor(
    readonly kind: "Camera" | "Microphone",
    /** Which of the machine's devices. */
    readonly index: number,
  ) {
    super();
  }

  /** What the device is called; empty until the person has allowed it. */
  get name(): string {
    return this.#live?.track.label ?? "";
  }

  /** @internal Asks the person, once; a refusal may be asked again. */
  [OPEN](): Promise<S | undefined> {
    this.#source ??= this.#ask();
    return this.#source;
  }

  /** @internal */
  abstract [ENCODING](): Encoding;

  /**
   * @internal
   * @param watcher is called when the device wants to be encoded in another way
   * @returns ends that
   */
  [WATCH](watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  protected abstract ask(): Promise<S>;

  /** Tells those who encode it that {@link ENCODING} is another now. */
  protected encodingChanged(): void {
    for (const watcher of this.#watchers) {
      watcher();
    }
  }

  /** Tells what is wished to a device that is in use. */
  protected constrain(constraints: MediaTrackConstraints): void {
    // What a device cannot do it leaves.
    this.#live?.track.applyConstraints(constraints).catch(() => {});
  }

  async #ask(): Promise<S | undefined> {
    try {
      const source = await this.ask();
      this.#live = source;
      source.track.addEventListener("ended", () => this.#gone());
      this.#emitStatus(false, `${source.track.label || this.kind} is allowed.`);
      return source;
    } catch (error) {
      this.#gone(`${(error as Error).name}: ${(error as Error).message}`);
      return undefined;
    }
  }

  #gone(why = "The device ended."): void {
    this.#live = undefined;
    this.#source = undefined;
    this.#emitStatus(true, why);
  }

  #emitStatus(muted: boolean, description: string): void {
    this.muted = muted;
    const info = localStatus(`${this.kind}.${muted ? "Muted" : "Unmuted"}`, description);
    this[DELIVER]("onStatus", [info], { type: "status", code: info.code, level: info.level });
  }
}

/** The id of the device of this number, as far as the browser tells; the browser's choice otherwise. */
export async function deviceId(kind: MediaDeviceKind, index: number): Promise<string | undefined> {
  if (index === 0) {
    return undefined;
  }
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === kind);
  return devices[index]?.deviceId || undefined;
}

/** What may be attached: a device of this face, or any track. */
export type Attachable = Device<Source> | TrackLike;

/** The track of what was attached, once the person has allowed it. */
export async function openAttached(attached: Attachable | undefined): Promise<TrackLike | undefined> {
  return attached instanceof Device ? attached[OPEN]() : attached;
}
