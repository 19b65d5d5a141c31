import { type Attachable, openAttached } from "./device.ts";
import { SHOW } from "./net-stream.ts";

/** Something that is played, and can be seen. */
export interface Showable {
  [SHOW](element: HTMLVideoElement | undefined): void;
}

/** Flash's Video: a rectangle that shows a stream or a camera. Its {@link element} is put into the page. */
export class Video {
  /** What the page shows. */
  readonly element: HTMLVideoElement;
  #source: Showable | Attachable | undefined;

  /**
   * @param width pixels
   * @param height pixels
   */
  constructor(width = 320, height = 240) {
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

  /** Pixels across of what is shown; 0 while nothing is. */
  get videoWidth(): number {
    return this.element.videoWidth;
  }

  get videoHeight(): number {
    return this.element.videoHeight;
  }

  /** @param source a NetStream, a MultiConnection, a camera or any track of pictures; null: nothing */
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

  /** ActionScript 3's name of {@link attachVideo}. */
  attachNetStream(stream: Showable | null): void {
    this.attachVideo(stream);
  }

  /** ActionScript 3's name of {@link attachVideo}. */
  attachCamera(camera: Attachable | null): void {
    this.attachVideo(camera);
  }

  /** Shows nothing any more. */
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
