/** Source of frames of a capture that the page takes part in. Methods are calls of the page. */
export interface CaptureSource {
  /** The application's track has ended. */
  end(): void;
  /** Takes a frame, and closes it. */
  frame?(frame: VideoFrame): void;
  /** The page is hidden, or is shown again. */
  hidden?(isHidden: boolean): void;
  /** The application has enabled or disabled its track. */
  enabled?(isEnabled: boolean): void;
  /** Capturing did not start. */
  fail?(error: Error): void;
}
