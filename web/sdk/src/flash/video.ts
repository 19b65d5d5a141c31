import { needsPage } from "../shared/environment.ts";
import { type Attachable, openAttached } from "./device.ts";
import { SHOW } from "./net-stream.ts";

/** Played stream that can be shown. */
export interface Showable {
  [SHOW](element: HTMLVideoElement | undefined): void;
}

/** Flash's Video, which shows a stream or a camera. The page inserts its {@link element}. */
export class Video {
  /** Element to insert into the page. */
  readonly element: HTMLVideoElement;
  #source: Showable | Attachable | undefined;
  /** Whether scaled video is smoothed, as set; no effect: browsers always do. */
  smoothing = false;
  /** Deblocking filter, as set; no effect: H.264 has one of its own. */
  deblocking = 0;

  /**
   * @param width in pixels
   * @param height in pixels
   */
  constructor(width = 320, height = 240) {
    if (typeof document === "undefined") {
      throw needsPage("Video needs", "document is");
    }
    this.element = document.createElement("video");
    this.element.playsInline = true;
    this.element.width = width;
    this.element.height = height;
  }

  get width(): number {
    return this.element.width;
  }

  set width(pixels: number) {
    this.element.width = pixels;
  }

  get height(): number {
    return this.element.height;
  }

  set height(pixels: number) {
    this.element.height = pixels;
  }

  /** Width of the shown video in pixels; 0 without a video. */
  get videoWidth(): number {
    return this.element.videoWidth;
  }

  /** Height of the shown video in pixels; 0 without a video. */
  get videoHeight(): number {
    return this.element.videoHeight;
  }

  /**
   * Shows a stream or a camera.
   *
   * @param source NetStream, MultiConnection, camera or any video track; null shows nothing
   */
  attachVideo(source: Showable | Attachable | null): void {
    const before = this.#source;
    this.#source = source ?? undefined;
    if (before !== undefined && SHOW in before) {
      before[SHOW](undefined);
    }
    this.element.srcObject = null;
    if (source !== null && SHOW in source) {
      source[SHOW](this.element);
    } else if (source !== null) {
      void this.#showCamera(source);
    }
  }

  /** ActionScript 3 name of {@link attachVideo}. */
  attachNetStream(stream: Showable | null): void {
    this.attachVideo(stream);
  }

  /** ActionScript 3 name of {@link attachVideo}. */
  attachCamera(camera: Attachable | null): void {
    this.attachVideo(camera);
  }

  /** Shows nothing. */
  clear(): void {
    this.attachVideo(null);
  }

  async #showCamera(source: Attachable): Promise<void> {
    const opened = await openAttached(source);
    if (opened !== undefined && this.#source === source) {
      this.element.srcObject = new MediaStream(["track" in opened ? opened.track : opened]);
      this.element.muted = true;
      await this.element.play().catch(() => {});
    }
  }
}
