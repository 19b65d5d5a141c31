import { Camera, Microphone, Screen, type Source } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { silence, testPattern, testTone } from "../../shared/media/test-sources.ts";
import { Model } from "../../shared/model.ts";
import type { Settings } from "../../shared/settings.ts";
import { deviceErrorText } from "../../shared/status-text.ts";
import { cameraSize, presetOf } from "./presets.ts";
import { Composition, type VideoInput } from "./scene/composition.ts";
import { type Layout, sceneOf } from "./scene/scene.ts";

/** Selected camera: a device id, or one of these names. `default` is the default device of the browser. */
export type CameraChoice = "default" | "test" | (string & {});
/** Selected audio source: a device id, or one of these names. */
export type AudioChoice = "default" | "tone" | "none" | (string & {});

/** Permission of the page to use a kind of device. */
export type Permission = "unknown" | "prompt" | "granted" | "denied";

/** Video or audio input: the selection, the open source, and the last error. */
export interface Input {
  choice: string;
  source?: Source;
  devices: MediaDeviceInfo[];
  permission: Permission;
  problem?: string;
  /** Whether the source is being opened. */
  busy: boolean;
  muted: boolean;
}

/** Choices that need no permission for a device. */
const WITHOUT_DEVICE: ReadonlySet<string> = new Set(["test", "tone", "none"]);

/** Selected video and audio sources, and the available devices. */
export class Inputs extends Model {
  readonly camera: Input;
  readonly screen: Input;
  readonly audio: Input;
  /** Published video, of camera and screen. */
  readonly video: Composition;

  /** @param switched called with each new source */
  constructor(
    readonly settings: Settings,
    readonly switched: (sources: { video?: Source; audio?: Source }) => void,
  ) {
    super();
    const { camera, microphone, scene } = settings.values;
    const common = { devices: [], permission: "unknown" as const, busy: false, muted: false };
    this.camera = { ...common, choice: camera ?? "default" };
    this.screen = { ...common, choice: "screen" };
    this.audio = { ...common, choice: microphone ?? "default" };
    this.video = new Composition(sceneOf(scene), {
      switched: (video) => switched({ video }),
      arranged: (arranged) => settings.set({ scene: arranged }),
    });
    this.video.subscribe(() => this.changed());
  }

  /** Sound of the shared screen. Undefined if no screen is shared, or if it has no sound. */
  get screenAudio(): MediaStreamTrack | undefined {
    const { source } = this.screen;
    return source instanceof Screen ? source.audioTrack : undefined;
  }

  /** Problem of the camera, the screen or the microphone. Undefined if there is none. */
  get problem(): string | undefined {
    return this.camera.problem ?? this.screen.problem ?? this.audio.problem;
  }

  /** Whether the layout shows a screen, and none is shared. */
  get isScreenMissing(): boolean {
    return this.video.scene.layout !== "camera" && this.screen.source === undefined;
  }

  /** Lists the devices, and opens the sources that the user has already permitted. */
  async init(): Promise<void> {
    await Promise.all([this.#watchPermission(this.camera, "camera"), this.#watchPermission(this.audio, "microphone")]);
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#enumerate());
    await this.#enumerate();
    if (this.camera.permission === "granted" && this.video.scene.layout !== "screen") {
      await this.openBoth();
    }
  }

  /** Opens what the layout shows, and the microphone. */
  async openAll(): Promise<void> {
    // First, as browsers allow it only shortly after a click.
    if (this.isScreenMissing) {
      await this.shareScreen();
    }
    await this.openBoth();
  }

  /** Opens the selected camera and microphone, unless they are already open. A layout of the screen only needs no camera. */
  async openBoth(): Promise<void> {
    if (!(await this.#askForBoth())) {
      return;
    }
    await Promise.all([
      this.#isCameraMissing && this.chooseCamera(this.camera.choice),
      this.audio.source === undefined && this.chooseAudio(this.audio.choice),
    ]);
  }

  async chooseCamera(choice: CameraChoice): Promise<void> {
    await this.#choose(this.camera, choice, "camera", () => this.#openCamera(choice));
    this.settings.set({ camera: choice });
  }

  /** Asks the user to select a screen, window or tab. */
  async shareScreen(): Promise<void> {
    const { frameRate } = presetOf(this.settings.values.preset);
    await this.#choose(this.screen, "screen", "screen", () => Screen.get({ frameRate, audio: true }));
    await this.#openShownCamera();
  }

  /** Changes the layout, and opens the camera if the layout shows it. */
  async chooseLayout(layout: Layout): Promise<void> {
    this.video.arrange({ layout });
    await this.#openShownCamera();
  }

  /** Ends screen sharing. */
  stopScreen(): void {
    this.screen.source?.close();
    delete this.screen.source;
    this.#compose();
  }

  async chooseAudio(choice: AudioChoice): Promise<void> {
    await this.#choose(this.audio, choice, "microphone", () => this.#openAudio(choice));
    this.settings.set({ microphone: choice });
    if (this.audio.source !== undefined) {
      this.switched({ audio: this.audio.source });
    }
  }

  /** Turns an input into black video or silence, without closing the device. */
  mute(input: Input, muted: boolean): void {
    input.muted = muted;
    if (input.source !== undefined) {
      input.source.track.enabled = !muted;
    }
    this.#compose();
  }

  /** Reopens the camera in the resolution of the current preset. */
  async presetChanged(): Promise<void> {
    if (this.camera.source !== undefined) {
      await this.chooseCamera(this.camera.choice);
    }
    this.#compose();
  }

  /** Opens the camera if it is all that is missing. While nothing is open, the user starts with a button. */
  async #openShownCamera(): Promise<void> {
    if (this.video.source !== undefined && this.video.scene.layout !== "screen" && this.camera.source === undefined) {
      await this.chooseCamera(this.camera.choice);
    }
  }

  get #isCameraMissing(): boolean {
    const isShown = this.video.scene.layout !== "screen" || this.screen.source === undefined;
    return isShown && this.camera.source === undefined;
  }

  /** Publishes the open video inputs in the current preset. */
  #compose(): void {
    const preset = presetOf(this.settings.values.preset);
    const [camera, screen] = [this.camera, this.screen].map((input) => videoInput(input, cameraSize(preset)));
    this.video.provide({ ...(camera && { camera }), ...(screen && { screen }) }, preset);
  }

  /** Requests both permissions with one prompt where neither was granted yet. */
  async #askForBoth(): Promise<boolean> {
    const inputs = [this.camera, this.audio];
    if (
      !this.#isCameraMissing ||
      !inputs.every(
        ({ permission, source, choice }) => permission === "prompt" && !source && !WITHOUT_DEVICE.has(choice),
      )
    ) {
      return true;
    }
    this.#both({ busy: true });
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
      for (const track of stream.getTracks()) {
        track.stop();
      }
      this.#both({ busy: false });
      return true;
    } catch (error) {
      this.#both({ busy: false });
      if ((error as DOMException).name !== "NotAllowedError") {
        // One device is missing or in use: opening them one by one finds out which.
        return true;
      }
      this.camera.problem = deviceErrorText(error, "camera");
      this.audio.problem = deviceErrorText(error, "microphone");
      this.changed();
      return false;
    }
  }

  #both(change: Partial<Input>): void {
    Object.assign(this.camera, change);
    Object.assign(this.audio, change);
    this.changed();
  }

  async #choose(input: Input, choice: string, device: "camera" | "microphone" | "screen", open: () => Promise<Source>) {
    const { source: before, choice: chosenBefore } = input;
    Object.assign(input, { choice, busy: true });
    delete input.problem;
    this.changed();
    try {
      const source = await open();
      source.track.enabled = !input.muted;
      source.track.addEventListener("ended", () => this.#ended(input, source, device));
      input.source = source;
      this.#compose();
      before?.close();
      await this.#enumerate();
    } catch (error) {
      // Keep the previous source.
      input.choice = before === undefined ? choice : chosenBefore;
      input.problem = deviceErrorText(error, device);
    }
    input.busy = false;
    this.changed();
  }

  async #openCamera(choice: CameraChoice): Promise<Source> {
    const preset = presetOf(this.settings.values.preset);
    const options = { ...cameraSize(preset), frameRate: preset.frameRate };
    if (choice === "test") {
      return testPattern(options);
    }
    const known = this.camera.devices.some(({ deviceId }) => deviceId === choice);
    return Camera.get({ ...options, ...(known && { deviceId: choice }) });
  }

  async #openAudio(choice: AudioChoice): Promise<Source> {
    switch (choice) {
      case "tone":
        return testTone();
      case "none":
        return silence();
      default: {
        const known = this.audio.devices.some(({ deviceId }) => deviceId === choice);
        return Microphone.get(known ? { deviceId: choice } : {});
      }
    }
  }

  #ended(input: Input, source: Source, device: "camera" | "microphone" | "screen"): void {
    if (input.source === source) {
      delete input.source;
      input.problem = device === "screen" ? this.#screenEnded() : t(`inputs.disconnected.${device}`);
      this.#compose();
    }
  }

  #screenEnded(): string {
    return t(this.camera.source === undefined ? "inputs.screenEnded" : "inputs.screenEndedCamera");
  }

  async #enumerate(): Promise<void> {
    // Undefined outside of a secure context.
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    // Devices have no labels before permission is granted; "default" represents them.
    const named = devices.filter(({ label, deviceId }) => label !== "" && deviceId !== "default");
    this.camera.devices = named.filter(({ kind }) => kind === "videoinput");
    this.audio.devices = named.filter(({ kind }) => kind === "audioinput");
    this.changed();
  }

  async #watchPermission(input: Input, name: "camera" | "microphone"): Promise<void> {
    try {
      const status = await navigator.permissions.query({ name });
      const update = () => {
        input.permission = status.state;
        this.changed();
      };
      status.addEventListener("change", update);
      update();
    } catch {
      // Not every browser supports this query.
      input.permission = "unknown";
    }
  }
}

/** Returns an open input. The size of a track may be unknown before its first frame. */
function videoInput({ source, muted }: Input, expected: VideoInput["size"]): VideoInput | undefined {
  if (source === undefined) {
    return undefined;
  }
  const { width, height } = source.track.getSettings();
  return { source, size: width && height ? { width, height } : expected, isOff: muted };
}
