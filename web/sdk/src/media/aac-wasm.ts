import link from "virtual:aac-glue";
import { deferred } from "../shared/deferred.ts";
import type { AacConfig, AacEncoder, AacOutput } from "./aac.ts";
import type { Pcm } from "./pcm.ts";

const FLOAT_BYTES = 4;

/**
 * AAC encoder of FFmpeg in WebAssembly, for browsers without one. The WebAssembly is LGPL-2.1 code and separate from the
 * SDK, so that users can replace it.
 */
export class WasmAac implements AacEncoder {
  readonly #pending: Float32Array<ArrayBuffer>;
  /** Samples in `#pending`. */
  #length = 0;
  #frames = 0;
  #isClosed = false;

  private constructor(
    readonly module: AacModule,
    readonly encoder: number,
    readonly config: AacConfig,
    readonly output: AacOutput,
  ) {
    this.#pending = new Float32Array(module._get_encoder_frame_size(encoder) * config.channels);
  }

  /**
   * Compiles the WebAssembly and creates an encoder.
   *
   * @throws Error if the WebAssembly is not the encoder's, a security policy forbids it, or the settings are unsupported
   */
  static async create(config: AacConfig, output: AacOutput, wasm: BufferSource): Promise<WasmAac> {
    const module = await linked(await compile(wasm));
    const { sampleRate, channels, bitrate } = config;
    const encoder = module._init_encoder(channels, sampleRate, bitrate);
    if (encoder === 0) {
      throw new Error(`the AAC encoder does not support ${sampleRate} Hz, ${channels} channels and ${bitrate} bit/s`);
    }
    return new WasmAac(module, encoder, config, output);
  }

  async encode({ samples }: Pcm): Promise<void> {
    for (let offset = 0; offset < samples.length && !this.#isClosed; ) {
      const taken = samples.subarray(offset, offset + this.#pending.length - this.#length);
      this.#pending.set(taken, this.#length);
      this.#length += taken.length;
      offset += taken.length;
      if (this.#length === this.#pending.length) {
        this.#encodeFrame();
      }
    }
  }

  async flush(): Promise<void> {
    if (this.#isClosed) {
      return;
    }
    if (this.#length > 0) {
      this.#pending.fill(0, this.#length);
      this.#encodeFrame();
    }
    this.module._flush_encoder_start(this.encoder);
    this.#drain();
  }

  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.module._close_encoder(this.encoder);
    }
  }

  #encodeFrame(): void {
    const { module, encoder } = this;
    const bytes = new Uint8Array(this.#pending.buffer);
    const input = module._get_encode_input_ptr(encoder, bytes.length);
    if (input === 0) {
      throw new Error(`the AAC encoder has no memory for ${bytes.length} bytes`);
    }
    module.HEAPU8.set(bytes, input);
    const code = module._send_frame(encoder, BigInt(this.#frames));
    if (code < 0) {
      throw new Error(`the AAC encoder rejected a frame with error ${code}`);
    }
    this.#frames += bytes.length / FLOAT_BYTES / this.config.channels;
    this.#length = 0;
    this.#drain();
  }

  #drain(): void {
    const { module, encoder } = this;
    for (let size = module._receive_packet(encoder); size > 0; size = module._receive_packet(encoder)) {
      const start = module._get_encoded_data(encoder);
      const unit = module.HEAPU8.slice(start, start + size);
      this.output({ byteLength: size, copyTo: (destination) => destination.set(unit) });
    }
  }
}

/** @throws Error that says what the page's security policy needs, if it forbids WebAssembly */
async function compile(wasm: BufferSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(wasm);
  } catch (error) {
    const { message } = error as Error;
    const hint = /Content Security Policy/i.test(message) ? "; it needs script-src 'wasm-unsafe-eval'" : "";
    throw new Error(`the AAC encoder could not be compiled: ${message}${hint}`);
  }
}

async function linked(compiled: WebAssembly.Module): Promise<AacModule> {
  const failed = deferred<never>();
  const module = link({
    instantiateWasm: (imports, done) => {
      WebAssembly.instantiate(compiled, imports).then(
        (instance) => done(instance, compiled),
        (error: Error) => failed.reject(new Error(`not the WebAssembly of the AAC encoder: ${error.message}`)),
      );
    },
  });
  return Promise.race([module, failed.promise]);
}
