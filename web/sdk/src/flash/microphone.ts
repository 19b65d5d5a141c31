import { Microphone as ModernMicrophone } from "../publish/sources.ts";
import { Device, deviceId, ENCODING, type Encoding } from "./device.ts";
import { internal } from "./handler-of.ts";

/**
 * Flash's Microphone. `gain` and `rate` have no effect: the browser controls the gain, and the AAC encoder the sample
 * rate.
 */
export class Microphone extends Device<ModernMicrophone> {
  static readonly #made = new Map<number, Microphone>();
  #voice = true;
  /** Gain from 0 to 100, as set. */
  gain = 50;
  /** Sample rate in kHz, as set. The actual rate is that of the device, usually 48 kHz. */
  rate = 44;
  /** Silence level from 0 to 100, as set. */
  silenceLevel = 10;
  /** Silence timeout in milliseconds, as set. */
  silenceTimeout = 2000;

  static {
    internal(Microphone.prototype);
  }

  /**
   * Returns the microphone with an index, the same object each time. Asks the user for permission when it is attached.
   *
   * @param index from 0; 0 is the browser's default microphone
   */
  static get(index: number | string = 0): Microphone {
    const number = Number(index) || 0;
    const microphone = Microphone.#made.get(number) ?? new Microphone("Microphone", number);
    Microphone.#made.set(number, microphone);
    return microphone;
  }

  /** ActionScript 3 name of {@link get}. */
  static getMicrophone(index: number | string = 0): Microphone {
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

  setGain(gain: number): void {
    this.gain = gain;
  }

  setRate(rate: number): void {
    this.rate = rate;
  }

  setSilenceLevel(level: number, timeout?: number): void {
    this.silenceLevel = level;
    this.silenceTimeout = timeout ?? this.silenceTimeout;
  }

  /** @internal */
  [ENCODING](): Encoding {
    return {};
  }

  protected async ask(): Promise<ModernMicrophone> {
    const id = await deviceId("audioinput", this.index);
    return ModernMicrophone.get({ voice: this.#voice, ...(id !== undefined && { deviceId: id }) });
  }
}
