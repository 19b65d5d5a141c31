import { MultiConnectionError } from "../shared/errors.ts";

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
   * @throws MultiConnectionError `unsupported` outside of a browser, and on a page without HTTPS
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
    return new Camera(
      firstTrack((await mediaDevices("camera", "getUserMedia").getUserMedia({ video })).getVideoTracks()),
    );
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
    return new Microphone(
      firstTrack((await mediaDevices("microphone", "getUserMedia").getUserMedia({ audio })).getAudioTracks()),
    );
  }
}

/** Constraints of a screen. */
export interface ScreenOptions {
  /** Ideal frame rate in fps. Default 30. A screen that does not change delivers fewer frames. */
  frameRate?: number;
  /** Whether to ask for the sound of the screen, window or tab, too. Default false. */
  audio?: boolean;
}

/** Screen, window or tab that the user selects. */
export class Screen extends TrackSource {
  /**
   * Sound of the screen, window or tab, without processing for speech. Undefined if it was not asked for, if the browser
   * has none for what the user selected, and if the user declined it. Ends with the screen.
   */
  readonly audioTrack: MediaStreamTrack | undefined;

  constructor(track: MediaStreamTrack, audioTrack?: MediaStreamTrack) {
    super(track);
    this.audioTrack = audioTrack;
  }

  /**
   * Asks the user to select a screen, window or tab.
   *
   * @throws DOMException `NotAllowedError` if the user cancels
   * @throws MultiConnectionError `unsupported` as {@link Camera.get}, and on devices without screen capture
   */
  static async get({ frameRate = 30, audio = false }: ScreenOptions = {}): Promise<Screen> {
    const stream = await mediaDevices("screen", "getDisplayMedia").getDisplayMedia({
      video: { frameRate: { ideal: frameRate } },
      ...(audio && { audio: SCREEN_AUDIO, systemAudio: "include" }),
    });
    return new Screen(firstTrack(stream.getVideoTracks()), stream.getAudioTracks()[0]);
  }

  /** Stops the video and the sound. */
  override close(): void {
    super.close();
    this.audioTrack?.stop();
  }
}

/** Sound as it is played, such as music: processing for speech would damage it. */
const SCREEN_AUDIO = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

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

/**
 * Returns the devices of the browser.
 *
 * @throws MultiConnectionError `unsupported` if there are none
 */
function mediaDevices(what: string, method: "getUserMedia" | "getDisplayMedia"): MediaDevices {
  const devices = globalThis.navigator?.mediaDevices;
  if (typeof devices?.[method] !== "function") {
    const text = `a ${what} needs a browser, on a page with HTTPS or of localhost: mediaDevices.${method} is missing here`;
    throw new MultiConnectionError("unsupported", text);
  }
  return devices;
}

function firstTrack(tracks: MediaStreamTrack[]): MediaStreamTrack {
  const [track] = tracks;
  if (track === undefined) {
    throw new TypeError("stream without a track, expected one");
  }
  return track;
}
