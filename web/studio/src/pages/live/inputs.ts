import { Camera, Microphone, Screen, type Source } from "multiconnection";
import { t } from "../../shared/i18n/t.ts";
import { silence, testPattern, testTone } from "../../shared/media/test-sources.ts";
import { Model } from "../../shared/model.ts";
import type { Settings } from "../../shared/settings.ts";
import { deviceErrorText } from "../../shared/status-text.ts";
import { checkedGain } from "./audio/gain.ts";
import { Mix } from "./audio/mix.ts";
import { type Input, videoInput } from "./input.ts";
import { watchPermission } from "./permission.ts";
import { cameraSize, presetOf } from "./presets.ts";
import { Composition } from "./scene/composition.ts";
import { type Layout, sceneOf } from "./scene/scene.ts";

/** Selected camera: a device id, or one of these names. `default` is the default device of the browser. */
export type CameraChoice = "default" | "test" | (string & {});
/** Selected audio source: a device id, or one of these names. */
export type AudioChoice = "default" | "tone" | "none" | (string & {});
/** Selected second audio source: a device id, or one of these names. `screen` is the sound of the shared screen. */
export type SecondChoice = "off" | "screen" | (string & {});

/** Choices that need no permission for a device. */
const WITHOUT_DEVICE: ReadonlySet<string> = new Set(["test", "tone", "none"]);

/** Selected video and audio sources, and the available devices. */
export class Inputs extends Model {
  readonly camera: Input;
  readonly screen: Input;
  readonly audio: Input;
  /** Published video, of camera and screen. */
  readonly video: Composition;
  /** Second audio source, mixed with the first one. Its choice is `off` without one. */
  readonly second: Input;
  /** Functions that open the sources of inputs at present. Another choice supersedes them. */
  readonly #opening = new Map<Input, () => Promise<Source>>();
  #mix: Mix | undefined;
  /** Sound of the screen that was mixed in already: the user may have removed it since. */
  #offered: MediaStreamTrack | undefined;

  /** @param switched called with each new video source; audio sources are mixed into one that stays */
  constructor(
    readonly settings: Settings,
    readonly switched: (sources: { video: Source }) => void,
  ) {
    super();
    const { camera, microphone, secondAudio, scene } = settings.values;
    const common = { devices: [], permission: "unknown" as const, busy: false, muted: false };
    this.camera = { ...common, choice: camera ?? "default" };
    this.screen = { ...common, choice: "screen" };
    this.audio = { ...common, choice: microphone ?? "default" };
    this.second = { ...common, choice: secondAudio ?? "off" };
    this.video = new Composition(sceneOf(scene), {
      switched: (video) => switched({ video }),
      arranged: (arranged) => settings.set({ scene: arranged }),
    });
    this.video.subscribe(() => this.changed());
  }

  /** Starts to mix the audio sources, unless they are mixed already. Returns the mix; undefined if no source is open. */
  openMix(): Source | undefined {
    if (this.audio.source === undefined && this.second.source === undefined) {
      return undefined;
    }
    this.#mix ??= new Mix();
    this.#remix();
    return this.#mix.source;
  }

  /** Ends the mix: nobody hears it. */
  closeMix(): void {
    this.#mix?.source.close();
    this.#mix = undefined;
  }

  /** Sound of the shared screen. Undefined if no screen is shared, or if it has no sound. */
  get screenAudio(): MediaStreamTrack | undefined {
    const { source } = this.screen;
    return source instanceof Screen ? source.audioTrack : undefined;
  }

  /** Problem of an input. Undefined if there is none. */
  get problem(): string | undefined {
    return this.camera.problem ?? this.screen.problem ?? this.audio.problem ?? this.second.problem;
  }

  /** Whether the layout shows a screen, and none is shared. */
  get isScreenMissing(): boolean {
    return this.video.scene.layout !== "camera" && this.screen.source === undefined;
  }

  /** Lists the devices, and opens the sources that the user has already permitted. */
  async init(): Promise<void> {
    const watch = (input: Input, name: "camera" | "microphone") =>
      watchPermission(name, (permission) => {
        input.permission = permission;
        this.changed();
      });
    await Promise.all([watch(this.camera, "camera"), watch(this.audio, "microphone")]);
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

  /** Opens the selected camera and audio sources, unless they are already open. A layout of the screen only needs no camera. */
  async openBoth(): Promise<void> {
    if (!(await this.#askForBoth())) {
      return;
    }
    await Promise.all([
      this.#isCameraMissing && this.chooseCamera(this.camera.choice),
      this.audio.source === undefined && this.chooseAudio(this.audio.choice),
      this.second.source === undefined && this.second.choice !== "off" && this.chooseSecond(this.second.choice),
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
    this.#supersede(this.screen);
    this.screen.source?.close();
    delete this.screen.source;
    this.#compose();
  }

  async chooseAudio(choice: AudioChoice): Promise<void> {
    await this.#choose(this.audio, choice, "microphone", () => this.#openAudio(choice));
    this.settings.set({ microphone: choice });
    this.#remix();
  }

  /** Adds a second audio source, replaces it, or removes it. */
  async chooseSecond(choice: SecondChoice): Promise<void> {
    if (choice === "off") {
      const { source } = this.second;
      this.#supersede(this.second);
      this.second.choice = choice;
      delete this.second.source;
      delete this.second.problem;
      this.#remix();
      source?.close();
      this.changed();
    } else {
      await this.#choose(this.second, choice, "microphone", () => this.#openSecond(choice));
      this.#remix();
    }
    // A screen is shared anew at each visit.
    if (choice !== "screen") {
      this.settings.set({ secondAudio: choice });
    }
  }

  /** Returns the gain of an audio input in decibels. */
  gainOf(input: Input): number {
    const { microphoneGain, secondGain } = this.settings.values;
    return checkedGain(input === this.audio ? microphoneGain : secondGain);
  }

  /** Sets the gain of an audio input in decibels. */
  setGain(input: Input, gainDb: number): void {
    this.settings.set(input === this.audio ? { microphoneGain: gainDb } : { secondGain: gainDb });
    this.#remix();
  }

  /** Mixes the sound of a newly shared screen in, and out again when it is no longer shared. */
  override changed(): void {
    super.changed();
    const { choice, source, busy } = this.second;
    const track = this.screenAudio;
    const isFree = choice === "off" && track !== undefined && track !== this.#offered;
    if (!busy && (isFree || (choice === "screen" && source?.track !== track))) {
      void this.chooseSecond(track === undefined ? "off" : "screen");
    }
    this.#offered = track;
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
    Object.assign(input, { choice, busy: true, isLost: false, problem: undefined });
    this.#opening.set(input, open);
    this.changed();
    const isSuperseded = () => this.#opening.get(input) !== open;
    try {
      const source = await open();
      if (isSuperseded()) {
        source.close();
        return;
      }
      source.track.enabled = !input.muted;
      source.track.addEventListener("ended", () => this.#ended(input, source, device));
      input.source = source;
      this.#compose();
      before?.close();
      await this.#enumerate();
    } catch (error) {
      if (isSuperseded()) {
        return;
      }
      // Keep the previous source.
      input.choice = before === undefined ? choice : chosenBefore;
      input.problem = deviceErrorText(error, device);
    }
    if (!isSuperseded()) {
      input.busy = false;
      this.changed();
    }
  }

  /** Ignores the source that is being opened, if any. */
  #supersede(input: Input): void {
    this.#opening.delete(input);
    input.busy = false;
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

  async #openSecond(choice: SecondChoice): Promise<Source> {
    const screen = this.screenAudio;
    if (choice !== "screen") {
      // A line or an instrument, which processing for speech would damage.
      return Microphone.get({ deviceId: choice, voice: false });
    }
    if (screen === undefined) {
      throw new DOMException("No screen with sound is shared.", "NotFoundError");
    }
    // Closed with its screen.
    const close = () => {};
    return { track: screen, close, [Symbol.dispose]: close };
  }

  #remix(): void {
    this.#mix?.set(
      [this.audio, this.second].flatMap((input) =>
        input.source === undefined ? [] : [{ source: input.source, gainDb: this.gainOf(input) }],
      ),
    );
  }

  #ended(input: Input, source: Source, device: "camera" | "microphone" | "screen"): void {
    if (input === this.second && source.track === this.#offered) {
      void this.chooseSecond("off");
    } else if (input.source === source) {
      delete input.source;
      this.#remix();
      input.isLost = true;
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
    this.second.devices = this.audio.devices;
    this.changed();
  }
}
