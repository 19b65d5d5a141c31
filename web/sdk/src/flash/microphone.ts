import { Microphone as ModernMicrophone } from "../publish/sources.ts";
import { Device, deviceId, ENCODING, type Encoding } from "./device.ts";
import { internal } from "./handler-of.ts";

/**
 * Flash's Microphone. The browser's own gain control and the AAC encoder take the place of gain and rate, which are kept
 * but change nothing.
 */
export class Microphone extends Device<ModernMicrophone> {
  static readonly #made = new Map<number, Microphone>();
  #voice = true;
  /** 0 to 100, as set. */
  gain = 50;
  /** kHz, as set; what is sent is what the device gives, as a rule 48. */
  rate = 44;
  /** 0 to 100, as set. */
  silenceLevel = 10;
  /** Milliseconds, as set. */
  silenceTimeout = 2000;

  static {
    internal(Microphone.prototype);
  }

  /**
   * The microphone of a number, the same one each time. Asks the person only when it is attached.
   *
   * @param index from 0; default the browser's choice
   */
  static get(index: number | string = 0): Microphone {
    const number = Number(index) || 0;
    const microphone = Microphone.#made.get(number) ?? new Microphone("Microphone", number);
    Microphone.#made.set(number, microphone);
    return microphone;
  }

  /** ActionScript 3's name of {@link get}. */
  static getMicrophone(index: number | string = 0): Microphone {
    return Microphone.get(index);
  }

  /** Whether echo and noise are removed. True at first: old applications are about speech. */
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
