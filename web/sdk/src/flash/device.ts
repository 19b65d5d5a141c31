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

/** Encoder settings that a device requires. */
export type Encoding = Omit<MediaOptions, "video" | "audio">;

/** Camera or microphone that asks the user for permission when it is first used. */
export abstract class Device<S extends Source> extends Dynamic {
  readonly #watchers = new Set<() => void>();
  #source: Promise<S | undefined> | undefined;
  #live: S | undefined;
  /** Whether the user has not granted permission. */
  muted = true;
  /** Activity level as in Flash; always -1, unknown. */
  activityLevel = -1;

  static {
    internal(Device.prototype);
  }

  protected constructor(
    readonly kind: "Camera" | "Microphone",
    /** Index among the devices of this kind. */
    readonly index: number,
  ) {
    super();
  }

  /** Name of the device; empty until the user has granted permission. */
  get name(): string {
    return this.#live?.track.label ?? "";
  }

  /** @internal Opens the device. Asks the user for permission once, and again only after a refusal. */
  [OPEN](): Promise<S | undefined> {
    this.#source ??= this.#ask();
    return this.#source;
  }

  /** @internal */
  abstract [ENCODING](): Encoding;

  /**
   * @internal Watches the encoder settings.
   *
   * @param watcher called when they change
   * @returns function that stops watching
   */
  [WATCH](watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  protected abstract ask(): Promise<S>;

  /** Notifies watchers that {@link ENCODING} has changed. */
  protected encodingChanged(): void {
    for (const watcher of this.#watchers) {
      watcher();
    }
  }

  /** Applies constraints to a device that is in use. */
  protected constrain(constraints: MediaTrackConstraints): void {
    // A device keeps its settings if it cannot satisfy the constraints.
    this.#live?.track.applyConstraints(constraints).catch(() => {});
  }

  async #ask(): Promise<S | undefined> {
    try {
      const source = await this.ask();
      this.#live = source;
      source.track.addEventListener("ended", () => this.#onEnded());
      this.#emitStatus(false, `${source.track.label || this.kind} is allowed.`);
      return source;
    } catch (error) {
      this.#onEnded(`${(error as Error).name}: ${(error as Error).message}`);
      return undefined;
    }
  }

  #onEnded(why = "The device was disconnected."): void {
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

/** Returns the id of the device with an index, if the browser reveals it; undefined selects the default device. */
export async function deviceId(kind: MediaDeviceKind, index: number): Promise<string | undefined> {
  if (index === 0) {
    return undefined;
  }
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter((device) => device.kind === kind);
  return devices[index]?.deviceId || undefined;
}

/** Device of the Flash API, or any track. */
export type Attachable = Device<Source> | TrackLike;

/** Returns the track of an attached device or track. Waits for the user's permission. */
export async function openAttached(attached: Attachable | undefined): Promise<TrackLike | undefined> {
  return attached instanceof Device ? attached[OPEN]() : attached;
}
