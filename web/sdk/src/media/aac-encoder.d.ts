/** Functions of FFmpeg's AAC encoder in WebAssembly. Pointers are offsets in `HEAPU8`, which is replaced when it grows. */
interface AacModule {
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  /** Returns 0 if the encoder does not support the settings. */
  _init_encoder(channels: number, sampleRate: number, bitrate: number): number;
  _get_encoder_frame_size(encoder: number): number;
  /** Returns a buffer for one frame of interleaved samples. */
  _get_encode_input_ptr(encoder: number, bytes: number): number;
  _send_frame(encoder: number, timestamp: bigint): number;
  /** Returns the size of the next access unit in bytes, 0 if there is none. */
  _receive_packet(encoder: number): number;
  _get_encoded_data(encoder: number): number;
  _flush_encoder_start(encoder: number): void;
  _close_encoder(encoder: number): void;
}

/** JavaScript of the package `@mediabunny/aac-encoder` without its WebAssembly. */
declare module "virtual:aac-glue" {
  type Linked = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;
  export default function link(options: {
    instantiateWasm(imports: WebAssembly.Imports, linked: Linked): void;
  }): Promise<AacModule>;
}

/** WebAssembly of the package `@mediabunny/aac-encoder`. */
declare module "virtual:aac-wasm" {
  const base64: string;
  export default base64;
}
