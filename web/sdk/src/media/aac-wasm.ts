import { registerAacEncoder } from "@mediabunny/aac-encoder";
import type { AacConfig, AacEncoder, AacOutput } from "./aac.ts";
import { type RegisteredEncoder, registeredEncoder } from "./mediabunny.ts";
import type { Pcm } from "./pcm.ts";

/**
 * AAC by FFmpeg's encoder in WebAssembly, for browsers that have none. Loaded only where it is needed, as a chunk of
 * its own: the package is MPL-2.0 and holds LGPL-2.1 code, and can be replaced by replacing that chunk.
 */
export class WasmAac implements AacEncoder {
  /** Fulfilled once it can encode. Never settled where a policy forbids its worker: the caller sets a time. */
  readonly ready: Promise<void>;
  readonly #encoder: RegisteredEncoder;
  #frames = 0;

  constructor(
    readonly config: AacConfig,
    output: AacOutput,
  ) {
    registerAacEncoder();
    const { sampleRate, channels: numberOfChannels, bitrate } = config;
    this.#encoder = new (registeredEncoder())();
    this.#encoder.codec = "aac";
    this.#encoder.config = { codec: "mp4a.40.2", sampleRate, numberOfChannels, bitrate };
    this.#encoder.onPacket = ({ data }) =>
      output({ byteLength: data.byteLength, copyTo: (destination) => destination.set(data) });
    this.ready = this.#encoder.init();
  }

  async encode({ samples, frames }: Pcm): Promise<void> {
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const timestamp = this.#frames / this.config.sampleRate;
    this.#frames += frames;
    await this.#encoder.encode({
      timestamp,
      numberOfFrames: frames,
      allocationSize: () => bytes.byteLength,
      copyTo: (destination) => destination.set(bytes),
    });
  }

  flush(): Promise<void> {
    return this.#encoder.flush();
  }

  close(): void {
    this.#encoder.close();
  }
}
