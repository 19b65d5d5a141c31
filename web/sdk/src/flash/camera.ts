import { Camera as ModernCamera } from "../publish/sources.ts";
import type { ActivityLimits, Meter } from "./activity.ts";
import { Device, ENCODING, type Encoding } from "./device.ts";
import { deviceId, deviceIndex, deviceNames } from "./device-names.ts";
import { internal } from "./handler-of.ts";
import { MotionMeter } from "./motion-meter.ts";

const BITS_PER_PIXEL = 0.12;

/** Flash's Camera. Supports the settings that browsers have an equivalent for. */
export class Camera extends Device<ModernCamera> {
  static readonly #made = new Map<number, Camera>();
  #mode: { width: number; height: number; frameRate: number } | undefined;
  #bandwidth = 0;
  #quality = 0;
  #keyFrameInterval = 0;
  #motionLevel = 50;
  #motionTimeout = 2000;

  static {
    internal(Camera.prototype);
  }

  /** Names of the cameras. Empty until the browser has listed them; numbered until the user has granted permission. */
  static get names(): string[] {
    return deviceNames("Camera");
  }

  /** Whether the browser can open cameras. */
  static get isSupported(): boolean {
    return globalThis.navigator?.mediaDevices?.getUserMedia !== undefined;
  }

  /**
   * Returns a camera, the same object each time. Asks the user for permission when it is attached.
   *
   * @param camera index from 0, or one of {@link names}; 0 is the browser's default camera
   */
  static get(camera: number | string | null = 0): Camera {
    const number = deviceIndex("Camera", camera);
    const made = Camera.#made.get(number) ?? new Camera("Camera", number);
    Camera.#made.set(number, made);
    return made;
  }

  /** ActionScript 3 name of {@link get}. */
  static getCamera(name: number | string | null = 0): Camera {
    return Camera.get(name);
  }

  /** Width in pixels. */
  get width(): number {
    return this.#mode?.width ?? 1280;
  }

  /** Height in pixels. */
  get height(): number {
    return this.#mode?.height ?? 720;
  }

  /** Frame rate in fps. */
  get fps(): number {
    return this.#mode?.frameRate ?? 30;
  }

  /** Frame rate of the device in fps; 0 while it is not in use. */
  get currentFps(): number {
    return this.liveTrack?.getSettings().frameRate ?? 0;
  }

  /** ActionScript 3 name of {@link currentFps}. */
  get currentFPS(): number {
    return this.currentFps;
  }

  /** Keyframe interval in frames, as set; 0: two seconds. */
  get keyFrameInterval(): number {
    return this.#keyFrameInterval;
  }

  /** Motion from 0 to 100 from which on `onActivity` is called, as set. */
  get motionLevel(): number {
    return this.#motionLevel;
  }

  /** Time without motion in milliseconds after which `onActivity` is called with false, as set. */
  get motionTimeOut(): number {
    return this.#motionTimeout;
  }

  /** ActionScript 3 name of {@link motionTimeOut}. */
  get motionTimeout(): number {
    return this.#motionTimeout;
  }

  /** Bandwidth in bytes per second, as set; 0: as needed for the quality. */
  get bandwidth(): number {
    return this.#bandwidth;
  }

  /** Quality from 1 to 100, as set; 0: as the bandwidth allows. */
  get quality(): number {
    return this.#quality;
  }

  /**
   * Sets ideal values for resolution and frame rate. Default 1280x720 at 30 fps, rather than Flash's 160x120 at 15 fps.
   *
   * @param _favorArea ignored; the browser chooses the mode
   */
  setMode(width: number, height: number, fps: number, _favorArea = true): void {
    this.#mode = { width: bound(width, 16, 4096), height: bound(height, 16, 4096), frameRate: bound(fps, 1, 60) };
    this.constrain({ width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: fps } });
  }

  /**
   * Sets the highest bitrate of the video. Takes effect immediately; the bitrate still adapts to the available
   * bandwidth.
   *
   * @param bandwidth bytes per second; 0: as needed for the quality
   * @param quality 1 to 100; 0: as the bandwidth allows
   */
  setQuality(bandwidth: number, quality: number): void {
    this.#bandwidth = Math.max(0, bandwidth);
    this.#quality = bound(quality, 0, 100);
    this.changed();
  }

  /** Sets the keyframe interval in frames. Limited to 0.5 to 10 s. */
  setKeyFrameInterval(frames: number): void {
    this.#keyFrameInterval = Math.max(0, frames);
  }

  /** No effect: there is no loopback through the encoder. Exists for compatibility. */
  setLoopback(_compress?: boolean): void {}

  /**
   * Sets when `onActivity` is called.
   *
   * @param level motion from 0 to 100; 100 never calls it
   * @param timeout milliseconds without motion
   */
  setMotionLevel(level: number, timeout = 2000): void {
    this.#motionLevel = bound(level, 0, 100);
    this.#motionTimeout = Math.max(0, Number(timeout) || 0);
  }

  /** @internal */
  [ENCODING](): Encoding {
    const { width, height, fps: frameRate } = this;
    const byQuality = (width * height * frameRate * BITS_PER_PIXEL * this.#quality) / 100;
    const bitrate = this.#bandwidth > 0 ? this.#bandwidth * 8 : byQuality;
    return {
      ...(this.#mode !== undefined && { width, height, frameRate }),
      ...(bitrate > 0 && { videoBitrate: bound(bitrate, 50_000, 50_000_000) }),
      ...(this.#keyFrameInterval > 0 && { keyframeInterval: bound(this.#keyFrameInterval / frameRate, 0.5, 10) }),
    };
  }

  protected get activityLimits(): ActivityLimits {
    return { level: this.#motionLevel, timeout: this.#motionTimeout };
  }

  protected openMeter(track: MediaStreamTrack): Meter {
    return new MotionMeter(track);
  }

  protected async ask(): Promise<ModernCamera> {
    const id = await deviceId("Camera", this.index);
    return ModernCamera.get({ ...this.#mode, ...(id !== undefined && { deviceId: id }) });
  }
}

function bound(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Number(value) || 0));
}
