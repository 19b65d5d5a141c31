/** Something that has a track to publish. Closing it stops the track, and turns the device's light off. */
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

/** What is wished of a camera; it gives what comes nearest. */
export interface CameraOptions {
  deviceId?: string;
  width?: number;
  height?: number;
  frameRate?: number;
}

/** A camera, as Flash's `Camera.get()`. */
export class Camera extends TrackSource {
  /**
   * Asks the person for a camera.
   *
   * @throws DOMException `NotAllowedError`, `NotFoundError`, `NotReadableError` (in use elsewhere), as getUserMedia
   */
  static async get({ deviceId, width = 1280, height = 720, frameRate = 30 }: CameraOptions = {}): Promise<Camera> {
    const video = {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: frameRate },
      ...(deviceId !== undefined && { deviceId: { exact: deviceId } }),
    };
    return new Camera(only((await navigator.mediaDevices.getUserMedia({ video })).getVideoTracks()));
  }
}

/** What is wished of a microphone. */
export interface MicrophoneOptions {
  deviceId?: string;
  /** Remove echo, noise and level differences: for speech, not for music. Default true. */
  voice?: boolean;
}

/** A microphone, as Flash's `Microphone.get()`. */
export class Microphone extends TrackSource {
  /**
   * Asks the person for a microphone.
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
    return new Microphone(only((await navigator.mediaDevices.getUserMedia({ audio })).getAudioTracks()));
  }
}

/** The screen, a window or a tab, as the person picks it. */
export class Screen extends TrackSource {
  /** @throws DOMException `NotAllowedError` if the person picks none */
  static async get({ frameRate = 30 }: { frameRate?: number } = {}): Promise<Screen> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { ideal: frameRate } } });
    return new Screen(only(stream.getVideoTracks()));
  }
}

/** What is drawn on a canvas. */
export class Canvas extends TrackSource {
  /** @param frameRate most pictures a second; there is one whenever something was drawn */
  static of(canvas: HTMLCanvasElement, frameRate = 30): Canvas {
    return new Canvas(only(canvas.captureStream(frameRate).getVideoTracks()));
  }
}

function only(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) {
    throw new TypeError("stream without a track, expected one");
  }
  return track;
}
