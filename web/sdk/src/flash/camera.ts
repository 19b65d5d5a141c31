import { Camera as ModernCamera } from "../publish/sources.ts";
import { Device, deviceId, ENCODING, type Encoding } from "./device.ts";
import { internal } from "./handler-of.ts";

const BITS_PER_PIXEL = 0.12;

/** Flash's Camera. Of its settings those that a browser's camera and encoder have are kept. */
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
   * The camera of a number, the same one each time. Asks the person only when it is attached.
   *
   * @param index from 0; default the browser's choice
   */
  static get(index: number | string = 0): Camera {
    const number = Number(index) || 0;
    const camera = Camera.#made.get(number) ?? new Camera("Camera", number);
    Camera.#made.set(number, camera);
    return camera;
  }

  /** ActionScript 3's name of {@link get}. */
  static getCamera(name: number | string = 0): Camera {
    return Camera.get(name);
  }

  /** Pixels across. */
  get width(): number {
    return this.#mode?.width ?? 1280;
  }

  /** Pixels down. */
  get height(): number {
    return this.#mode?.height ?? 720;
  }

  /** Pictures a second. */
  get fps(): number {
    return this.#mode?.frameRate ?? 30;
  }

  /** Bytes a second, as set; 0 is "as the quality needs". */
  get bandwidth(): number {
    return this.#bandwidth;
  }

  /** 1 to 100, as set; 0 is "as the bandwidth allows". */
  get quality(): number {
    return this.#quality;
  }

  /** The camera gives what comes nearest. Without it: 1280x720 at 30, not Flash's 160x120 at 15. */
  setMode(width: number, height: number, fps: number): void {
    this.#mode = { width: bound(width, 16, 4096), height: bound(height, 16, 4096), frameRate: bound(fps, 1, 60) };
    this.constrain({ width: { ideal: width }, height: { ideal: height }, frameRate: { ideal: fps } });
  }

  /**
   * How good the picture may be, at once; it is less while less can be sent.
   *
   * @param bandwidth bytes a second; 0: whatever the quality needs
   * @param quality 1 to 100; 0: whatever the bandwidth allows
   */
  setQuality(bandwidth: number, quality: number): void {
    this.#bandwidth = Math.max(0, bandwidth);
    this.#quality = bound(quality, 0, 100);
    this.encodingChanged();
  }

  /** Pictures from keyframe to keyframe; half a second to ten are kept. */
  setKeyFrameInterval(frames: number): void {
    this.#keyFrameInterval = Math.max(0, frames);
  }

  /** There is no loopback through the encoder; kept for old code. */
  setLoopback(_compress?: boolean): void {}

  /** Motion is not looked for; kept for old code. */
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
