import { Camera as ModernCamera } from "../publish/sources.ts";
import { Device, deviceId, ENCODING, type Encoding } from "./device.ts";
import { internal } from "./handler-of.ts";

const BITS_PER_PIXEL = 0.12;

/** Flash's Camera. Supports the settings that browsers have an equivalent for. */
export class Camera extends Device<ModernCamera> {
  static readonly #made = new Map<number, Camera>();
  #mode: { width: number; height: number; frameRate: number } | undefined;
  #bandwidth = 0;
  #quality = 0;
  #keyFrameInterval = 0;

  static {
    internal(Camera.prototype);
  }

  /**
   * Returns the camera with an index, the same object each time. Asks the user for permission when it is attached.
   *
   * @param index from 0; 0 is the browser's default camera
   */
  static get(index: number | string = 0): Camera {
    const number = Number(index) || 0;
    const camera = Camera.#made.get(number) ?? new Camera("Camera", number);
    Camera.#made.set(number, camera);
    return camera;
  }

  /** ActionScript 3 name of {@link get}. */
  static getCamera(name: number | string = 0): Camera {
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
   */
  setMode(width: number, height: number, fps: number): void {
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
    this.encodingChanged();
  }

  /** Sets the keyframe interval in frames. Limited to 0.5 to 10 s. */
  setKeyFrameInterval(frames: number): void {
    this.#keyFrameInterval = Math.max(0, frames);
  }

  /** No effect: there is no loopback through the encoder. Exists for compatibility. */
  setLoopback(_compress?: boolean): void {}

  /** No effect: motion is not detected. Exists for compatibility. */
  setMotionLevel(_level?: number, _time?: number): void {}

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

  protected async ask(): Promise<ModernCamera> {
    const id = await deviceId("videoinput", this.index);
    return ModernCamera.get({ ...this.#mode, ...(id !== undefined && { deviceId: id }) });
  }
}

function bound(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, Number(value) || 0));
}
