import { registerAacEncoder } from "@mediabunny/aac-encoder";
import type { AacConfig, AacEncoder, AacOutput } from "./aac.ts";
import { type RegisteredEncoder, registeredEncoder } from "./mediabunny.ts";
import type { Pcm } from "./pcm.ts";

/**
 * AAC encoder of FFmpeg in WebAssembly, for browsers without one. Loaded on demand as a separate chunk: the package is
 * MPL-2.0 and contains LGPL-2.1 code, so that users can replace it by replacing the chunk.
 */
export class WasmAac implements AacEncoder {
  /**
   * Fulfilled when the encoder is ready. Stays pending if a security policy forbids its worker, so callers use a
   * timeout.
   */
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

  close(): void {
    this.#encoder.close();
  }
}
