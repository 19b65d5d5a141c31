/** Largest width of the poster in pixels. Low, as it is shown only for a moment. */
const MAX_WIDTH = 960;

/** Shows the last frame of a video element as its poster while another source is loaded. */
export class LastFramePoster {
  #poster: { own: string | null } | undefined;

  constructor(readonly video: HTMLVideoElement) {}

  capture(): void {
    const { video } = this;
    if (video.videoWidth === 0 || video.readyState < 2) {
      return;
    }
    const canvas = video.ownerDocument.createElement("canvas");
    canvas.width = Math.min(MAX_WIDTH, video.videoWidth);
    canvas.height = Math.round((canvas.width * video.videoHeight) / video.videoWidth);
    canvas.getContext("2d")?.drawImage(video, 0, 0, canvas.width, canvas.height);
    this.#poster ??= { own: video.getAttribute("poster") };
    video.poster = canvas.toDataURL("image/jpeg", 0.8);
  }

  /** Restores the element's own poster. */
  restore(): void {
    const poster = this.#poster;
    this.#poster = undefined;
    if (typeof poster?.own === "string") {
      this.video.poster = poster.own;
    } else if (poster !== undefined) {
      this.video.removeAttribute("poster");
    }
  }
}
