import { loudness } from "../media/loudness.ts";
import type { Meter } from "./activity.ts";

/** Gain, 0 to 100, that leaves the audio unchanged. */
export const UNITY_GAIN = 50;

/** Web Audio graph of a microphone, for its gain, its level and its loopback. */
export class MicrophoneGraph implements Meter {
  readonly #context = new AudioContext();
  readonly #gain = this.#context.createGain();
  readonly #analyser = this.#context.createAnalyser();
  readonly #samples = new Float32Array(this.#analyser.fftSize);
  readonly #closing = new AbortController();
  #output: MediaStreamAudioDestinationNode | undefined;

  /** @param onRunning called when audio flows. A browser may wait for a user gesture. */
  constructor(track: MediaStreamTrack, onRunning: () => void) {
    this.#context
      .createMediaStreamSource(new MediaStream([track]))
      .connect(this.#gain)
      .connect(this.#analyser);
    const { signal } = this.#closing;
    this.#context.addEventListener("statechange", () => this.#isRunning && onRunning(), { signal });
    for (const gesture of ["pointerdown", "keydown"]) {
      globalThis.addEventListener?.(gesture, () => this.#resume(), { signal });
    }
    this.#resume();
  }

  /** Audio with the gain; undefined until audio flows. */
  get output(): MediaStreamTrack | undefined {
    if (this.#isRunning && this.#output === undefined) {
      this.#output = this.#context.createMediaStreamDestination();
      this.#gain.connect(this.#output);
    }
    return this.#output?.stream.getAudioTracks()[0];
  }

  /** @param gain 0 (silence) to 100 (twice the amplitude) */
  set gain(gain: number) {
    this.#gain.gain.value = gain / UNITY_GAIN;
  }

  /** Whether the audio is audible on this computer. */
  set loopback(on: boolean) {
    // Connecting twice is one connection.
    this.#analyser.disconnect();
    if (on) {
      this.#analyser.connect(this.#context.destination);
    }
  }

  level(): number {
    if (!this.#isRunning) {
      return -1;
    }
    this.#analyser.getFloatTimeDomainData(this.#samples);
    return Math.round(100 * loudness(this.#samples));
  }

  close(): void {
    if (!this.#closing.signal.aborted) {
      this.#closing.abort();
      void this.#context.close();
    }
  }

  get #isRunning(): boolean {
    return this.#context.state === "running";
  }

  #resume(): void {
    if (this.#context.state === "suspended") {
      void this.#context.resume().catch(() => {});
    }
  }
}
