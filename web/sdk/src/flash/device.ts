import type { MediaOptions, TrackLike } from "../publish/media-options.ts";
import type { Source } from "../publish/sources.ts";
import { Activity, type ActivityLimits, type Meter } from "./activity.ts";
import { type DeviceKind, readDeviceNames } from "./device-names.ts";
import { ASSIGNED, DELIVER, Dynamic } from "./dynamic.ts";
import { ActivityEvent, StatusEvent } from "./events.ts";
import { handlerOf, internal } from "./handler-of.ts";
import type { Listener } from "./inbox.ts";
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
  readonly #kind: DeviceKind;
  readonly #watchers = new Set<() => void>();
  readonly #activity = new Activity(
    () => this.hasEventListener(ActivityEvent.ACTIVITY) || handlerOf(this, "onActivity") !== undefined,
    () => this.activityLevel,
    () => this.activityLimits,
    (active) => this.#emitActivity(active),
  );
  #source: Promise<S | undefined> | undefined;
  #live: S | undefined;
  #meter: Meter | undefined;
  #muted = true;

  static {
    internal(Device.prototype);
  }

  protected constructor(
    kind: DeviceKind,
    /** Index among the devices of this kind. */
    readonly index: number,
  ) {
    super();
    this.#kind = kind;
  }

  /** Name of the device; empty until the user has granted permission. */
  get name(): string {
    return this.#live?.track.label ?? "";
  }

  /** Whether the user has not granted permission. */
  get muted(): boolean {
    return this.#muted;
  }

  /** Present activity, 0 to 100; -1 while the device is not in use, and until the first measurement. */
  get activityLevel(): number {
    const track = this.liveTrack;
    if (track === undefined) {
      return -1;
    }
    this.#meter ??= this.openMeter(track);
    return this.#meter.level();
  }

  /** Adds a listener. One for `activity` starts measuring the activity while the device is in use. */
  override addEventListener(type: string, listener: Listener): void {
    super.addEventListener(type, listener);
    this.#watchActivity();
  }

  /** @internal Opens the device. Asks the user for permission once, and again only after a refusal. */
  [OPEN](): Promise<TrackLike | undefined> {
    this.#source ??= this.#ask();
    return this.#source;
  }

  /** @internal */
  abstract [ENCODING](): Encoding;

  /**
   * @internal Watches the encoder settings and the track.
   *
   * @param watcher called when they change
   * @returns function that stops watching
   */
  [WATCH](watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** @internal */
  override [ASSIGNED](key: string, value: unknown): void {
    super[ASSIGNED](key, value);
    this.#watchActivity();
  }

  /** Limits of the activity that `onActivity` reports. */
  protected abstract get activityLimits(): ActivityLimits;

  protected abstract ask(): Promise<S>;

  protected abstract openMeter(track: MediaStreamTrack): Meter;

  /** The track of the device while it is in use. */
  protected get liveTrack(): MediaStreamTrack | undefined {
    return this.#live?.track;
  }

  /** Notifies watchers that the encoding or the track has changed. */
  protected changed(): void {
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
      void readDeviceNames();
      this.#emitStatus(false, `${source.track.label || this.#kind} is allowed.`);
      this.#watchActivity();
      return source;
    } catch (error) {
      this.#onEnded(`${(error as Error).name}: ${(error as Error).message}`);
      return undefined;
    }
  }

  #onEnded(why = "The device was disconnected."): void {
    this.#activity.stop();
    this.#meter?.close();
    this.#meter = undefined;
    this.#live = undefined;
    this.#source = undefined;
    this.#emitStatus(true, why);
  }

  /** Measures the activity regularly while the device is in use. */
  #watchActivity(): void {
    if (this.#live !== undefined) {
      this.#activity.start();
    }
  }

  #emitActivity(active: boolean): void {
    this[DELIVER]("onActivity", [active], new ActivityEvent(ActivityEvent.ACTIVITY, false, false, active));
  }

  #emitStatus(muted: boolean, description: string): void {
    this.#muted = muted;
    const info = localStatus(`${this.#kind}.${muted ? "Muted" : "Unmuted"}`, description);
    this[DELIVER]("onStatus", [info], new StatusEvent(StatusEvent.STATUS, false, false, info.code, info.level));
  }
}

/** Device of the Flash API, or any track. */
export type Attachable = Device<Source> | TrackLike;

/** Returns the track of an attached device or track. Waits for the user's permission. */
export async function openAttached(attached: Attachable | undefined): Promise<TrackLike | undefined> {
  return attached instanceof Device ? attached[OPEN]() : attached;
}
