import { Camera, Microphone, Screen, type Source } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { silence, testPattern, testTone } from "../../shared/media/test-sources.ts";
import { Model } from "../../shared/model.ts";
import type { Settings } from "../../shared/settings.ts";
import { deviceErrorText } from "../../shared/status-text.ts";
import { presetOf } from "./presets.ts";

/** Selected video source: a device id, or one of these names. `default` is the default device of the browser. */
export type VideoChoice = "default" | "screen" | "test" | (string & {});
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
const WITHOUT_DEVICE: ReadonlySet<string> = new Set(["screen", "test", "tone", "none"]);

/** Selected video and audio sources, and the available devices. */
export class Inputs extends Model {
  readonly video: Input;
  readonly audio: Input;

  /** @param switched called with each new source */
  constructor(
    readonly settings: Settings,
    readonly switched: (sources: { video?: Source; audio?: Source }) => void,
  ) {
    super();
    const { camera, microphone } = settings.values;
    const common = { devices: [], permission: "unknown" as const, busy: false, muted: false };
    this.video = { ...common, choice: camera ?? "default" };
    this.audio = { ...common, choice: microphone ?? "default" };
  }

  /** Sound of the shared screen. Undefined if no screen is shared, or if it has no sound. */
  get screenAudio(): MediaStreamTrack | undefined {
    const { source } = this.video;
    return source instanceof Screen ? source.audioTrack : undefined;
  }

  /** Lists the devices, and opens the sources that the user has already permitted. */
  async init(): Promise<void> {
    await Promise.all([this.#watchPermission(this.video, "camera"), this.#watchPermission(this.audio, "microphone")]);
    navigator.mediaDevices?.addEventListener("devicechange", () => void this.#enumerate());
    await this.#enumerate();
    if (this.video.permission === "granted" && this.video.choice !== "screen") {
      await this.openBoth();
    }
  }

  /** Opens the selected camera and microphone, unless they are already open. */
  async openBoth(): Promise<void> {
    if (!(await this.#askForBoth())) {
      return;
    }
    await Promise.all([
      this.video.source === undefined && this.chooseVideo(this.video.choice),
      this.audio.source === undefined && this.chooseAudio(this.audio.choice),
    ]);
  }

  async chooseVideo(choice: VideoChoice): Promise<void> {
    const device = choice === "screen" ? "screen" : "camera";
    await this.#choose(this.video, choice, device, () => this.#openVideo(choice));
    if (choice !== "screen") {
      this.settings.set({ camera: choice });
    }
    if (this.video.source !== undefined) {
      this.switched({ video: this.video.source });
    }
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
    this.changed();
  }

  /** Reopens the video source in the resolution of the current preset. */
  async presetChanged(): Promise<void> {
    if (this.video.source !== undefined && this.video.choice !== "screen") {
      await this.chooseVideo(this.video.choice);
    }
  }

  /** Requests both permissions with one prompt where neither was granted yet. */
  async #askForBoth(): Promise<boolean> {
    const inputs = [this.video, this.audio];
    if (
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
      this.video.problem = deviceErrorText(error, "camera");
      this.audio.problem = deviceErrorText(error, "microphone");
      this.changed();
      return false;
    }
  }

  #both(change: Partial<Input>): void {
    Object.assign(this.video, change);
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

  async #openVideo(choice: VideoChoice): Promise<Source> {
    const { width, height, frameRate } = presetOf(this.settings.values.preset);
    switch (choice) {
      case "test":
        return testPattern({ width, height, frameRate });
      case "screen":
        return Screen.get({ frameRate, audio: true });
      default: {
        const known = this.video.devices.some(({ deviceId }) => deviceId === choice);
        return Camera.get({ width, height, frameRate, ...(known && { deviceId: choice }) });
      }
    }
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
      input.problem = device === "screen" ? t("inputs.screenEnded") : t(`inputs.disconnected.${device}`);
      this.changed();
    }
  }

  async #enumerate(): Promise<void> {
    // Undefined outside of a secure context.
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    // Devices have no labels before permission is granted; "default" represents them.
    const named = devices.filter(({ label, deviceId }) => label !== "" && deviceId !== "default");
    this.video.devices = named.filter(({ kind }) => kind === "videoinput");
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
