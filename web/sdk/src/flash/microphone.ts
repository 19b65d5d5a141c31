import type { TrackLike } from "../publish/media-options.ts";
import { Microphone as ModernMicrophone } from "../publish/sources.ts";
import type { ActivityLimits, Meter } from "./activity.ts";
import { SoundCodec } from "./constants.ts";
import { Device, ENCODING, type Encoding, OPEN } from "./device.ts";
import { deviceId, deviceIndex, deviceNames } from "./device-names.ts";
import { internal } from "./handler-of.ts";
import { MicrophoneGraph, UNITY_GAIN } from "./microphone-graph.ts";

/** Flash's Microphone. The AAC encoder determines codec and sample rate. Silence is transmitted, too. */
export class Microphone extends Device<ModernMicrophone> {
  static readonly #made = new Map<number, Microphone>();
  #voice = true;
  #gain = UNITY_GAIN;
  /** Whether the gain has been changed. The audio then passes through the graph, whatever the gain is later. */
  #hasGain = false;
  #isLoopback = false;
  #silenceLevel = 10;
  #silenceTimeout = 2000;
  #graph: MicrophoneGraph | undefined;
  /** Sample rate in kHz, as set; no effect. The actual rate is that of the device, usually 48 kHz. */
  rate = 44;
  /** Codec, as set; no effect. */
  codec: string = SoundCodec.NELLYMOSER;
  /** Quality of the codec Speex from 0 to 10, as set; no effect. */
  encodeQuality = 6;
  /** Frames in a packet of the codec Speex, as set; no effect. */
  framesPerPacket = 2;

  static {
    internal(Microphone.prototype);
  }

  /** Names of the microphones. Empty until the browser has listed them; numbered until the user has granted permission. */
  static get names(): string[] {
    return deviceNames("Microphone");
  }

  /** Whether the browser can open microphones. */
  static get isSupported(): boolean {
    return globalThis.navigator?.mediaDevices?.getUserMedia !== undefined;
  }

  /**
   * Returns a microphone, the same object each time. Asks the user for permission when it is attached.
   *
   * @param microphone index from 0, or one of {@link names}; 0 is the browser's default microphone, and so is Flash's -1
   */
  static get(microphone: number | string | null = 0): Microphone {
    const number = deviceIndex("Microphone", microphone);
    const made = Microphone.#made.get(number) ?? new Microphone("Microphone", number);
    Microphone.#made.set(number, made);
    return made;
  }

  /** ActionScript 3 name of {@link get}. */
  static getMicrophone(index: number | string | null = 0): Microphone {
    return Microphone.get(index);
  }

  /** Returns the same as {@link get}: echo cancellation is on by default. */
  static getEnhancedMicrophone(index: number | string | null = 0): Microphone {
    return Microphone.get(index);
  }

  /** Whether echo cancellation and noise suppression are on. Default true, as old applications transmit speech. */
  get useEchoSuppression(): boolean {
    return this.#voice;
  }

  setUseEchoSuppression(use: boolean): void {
    this.#voice = Boolean(use);
    this.constrain({ echoCancellation: this.#voice, noiseSuppression: this.#voice, autoGainControl: this.#voice });
  }

  /** Gain from 0 (silence) to 100 (twice the amplitude); default 50. Takes effect immediately. */
  get gain(): number {
    return this.#gain;
  }

  set gain(gain: number) {
    this.#gain = Math.min(100, Math.max(0, Number(gain) || 0));
    this.#hasGain ||= this.#gain !== UNITY_GAIN;
    this.#applyToGraph();
    this.changed();
  }

  /** ActionScript 2 method that sets {@link Microphone.gain}. */
  setGain(gain: number): void {
    this.gain = gain;
  }

  /** ActionScript 2 method that sets {@link Microphone.rate}. */
  setRate(rate: number): void {
    this.rate = rate;
  }

  setCodec(codec: string): void {
    this.codec = codec;
  }

  setEncodeQuality(quality: number): void {
    this.encodeQuality = quality;
  }

  setFramesPerPacket(frames: number): void {
    this.framesPerPacket = frames;
  }

  /** Level from 0 to 100 from which on `onActivity` is called, as set. */
  get silenceLevel(): number {
    return this.#silenceLevel;
  }

  /** Silence in milliseconds after which `onActivity` is called with false, as set. */
  get silenceTimeOut(): number {
    return this.#silenceTimeout;
  }

  /** ActionScript 3 name of {@link silenceTimeOut}. */
  get silenceTimeout(): number {
    return this.#silenceTimeout;
  }

  /**
   * Sets when `onActivity` is called. Silence is transmitted, too.
   *
   * @param level from 0 to 100; 100 never calls it
   * @param timeout milliseconds of silence; by default unchanged
   */
  setSilenceLevel(level: number, timeout = -1): void {
    this.#silenceLevel = Math.min(100, Math.max(0, Number(level) || 0));
    this.#silenceTimeout = timeout >= 0 ? timeout : this.#silenceTimeout;
  }

  /** Makes the microphone audible on this computer. Asks the user for permission. */
  setLoopBack(state = true): void {
    this.#isLoopback = state;
    if (state) {
      void this[OPEN]();
    }
    this.#applyToGraph();
  }

  /** @internal Opens the microphone. Returns its audio with the gain, once a graph that applies it runs. */
  override async [OPEN](): Promise<TrackLike | undefined> {
    const source = await super[OPEN]();
    this.#applyToGraph();
    return source && ((this.#hasGain ? this.#graph?.output : undefined) ?? source);
  }

  /** @internal */
  [ENCODING](): Encoding {
    return {};
  }

  protected get activityLimits(): ActivityLimits {
    return { level: this.#silenceLevel, timeout: this.#silenceTimeout };
  }

  protected openMeter(track: MediaStreamTrack): Meter {
    return this.#openGraph(track);
  }

  protected async ask(): Promise<ModernMicrophone> {
    const id = await deviceId("Microphone", this.index);
    return ModernMicrophone.get({ voice: this.#voice, ...(id !== undefined && { deviceId: id }) });
  }

  /** Applies the settings while the device is in use. Without them it needs no graph. */
  #applyToGraph(): void {
    const track = this.liveTrack;
    const isNeeded = this.#hasGain || this.#isLoopback;
    const graph = track !== undefined && isNeeded ? this.#openGraph(track) : this.#graph;
    if (graph !== undefined) {
      graph.gain = this.#gain;
      graph.loopback = this.#isLoopback;
    }
  }

  #openGraph(track: MediaStreamTrack): MicrophoneGraph {
    if (this.#graph === undefined) {
      const graph = new MicrophoneGraph(track, () => this.changed());
      track.addEventListener("ended", () => {
        graph.close();
        this.#graph = undefined;
      });
      this.#graph = graph;
    }
    return this.#graph;
  }
}
