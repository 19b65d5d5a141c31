/** Source of a track to publish. Closing it stops the track and releases its device. */
export interface Source extends Disposable {
  readonly track: MediaStreamTrack;
  close(): void;
}

class TrackSource implements Source {
  constructor(readonly track: MediaStreamTrack) {}

  close(): void {
    this.track.stop();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Constraints of a camera, all of them ideal values. */
export interface CameraOptions {
  deviceId?: string;
  width?: number;
  height?: number;
  frameRate?: number;
}

/** Camera, as Flash's `Camera.get()`. */
export class Camera extends TrackSource {
  /**
   * Asks the user for permission and opens a camera.
   *
   * @throws DOMException `NotAllowedError`, `NotFoundError` or `NotReadableError` (in use by another program), as
   *     getUserMedia
   */
  static async get({ deviceId, width = 1280, height = 720, frameRate = 30 }: CameraOptions = {}): Promise<Camera> {
    const video = {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate },
      ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
    };
    return new Camera(firstTrack((await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()));
  }
}

/** Constraints of a microphone. */
export interface MicrophoneOptions {
  deviceId?: string;
  /**
   * Whether to apply echo cancellation, noise suppression and automatic gain: right for speech, not for music. Default
   * true.
   */
  voice?: boolean;
}

/** Microphone, as Flash's `Microphone.get()`. */
export class Microphone extends TrackSource {
  /**
   * Asks the user for permission and opens a microphone.
   *
   * @throws DOMException as {@link Camera.get}
   */
  static async get({ deviceId, voice = true }: MicrophoneOptions = {}): Promise<Microphone> {
    const audio = {
      echoCancellation: voice,
      noiseSuppression: voice,
      autoGainControl: voice,
      channelCount: { ideal: 2 },
      sampleRate: { ideal: 48_000 },
      ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
    };
    return new Microphone(firstTrack((await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()));
  }
}

/** Screen, window or tab that the user selects. */
export class Screen extends TrackSource {
  /**
   * Asks the user to select a screen, window or tab.
   *
   * @throws DOMException `NotAllowedError` if the user cancels
   */
  static async get({ frameRate = 30 }: { frameRate?: number } = {}): Promise<Screen> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: frameRate } } });
    return new Screen(firstTrack(stream.getVideoTracks()));
  }
}

/** Canvas whose content is captured. */
export class Canvas extends TrackSource {
  /**
   * Captures a canvas. A frame is captured whenever the canvas is painted.
   *
   * @param frameRate highest frame rate in fps
   */
  static of(canvas: HTMLCanvasElement, frameRate = 30): Canvas {
    return new Canvas(firstTrack(canvas.captureStream(frameRate).getVideoTracks()));
  }
}

function firstTrack(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) {
    throw new TypeError("stream without a track, expected one");
  }
  return track;
}
