/**
 * Substitute for the `mediabunny` package with the four names that `@mediabunny/aac-encoder` imports. The build aliases
 * this module, so that the rest of that library is not bundled.
 */

/** Encoder class that the package registers. */
export interface RegisteredEncoder {
  codec: string;
  config: { codec: string; sampleRate: number; numberOfChannels: number; bitrate: number };
  onPacket(packet: EncodedPacket, metadata: unknown): void;
  init(): Promise<void>;
  encode(sample: AudioSampleLike): Promise<void>;
  close(): void;
}

/** Subset of an audio sample that encoders read. */
export interface AudioSampleLike {
  /** Seconds. */
  readonly timestamp: number;
  readonly numberOfFrames: number;
  allocationSize(options: { format: "f32"; planeIndex: 0 }): number;
  copyTo(destination: Uint8Array, options: { format: "f32"; planeIndex: 0 }): void;
}

/** Base class of encoders. The code that creates an encoder sets its fields. */
export class CustomAudioEncoder {}

/** Access unit. */
export class EncodedPacket {
  constructor(readonly data: Uint8Array) {}
}

let registered: (new () => RegisteredEncoder) | undefined;

/** Registers an encoder class; called by the package. */
export function registerEncoder(encoder: new () => RegisteredEncoder): void {
  registered = encoder;
}

/** Returns the registered encoder class. */
export function registeredEncoder(): new () => RegisteredEncoder {
  if (registered === undefined) {
    throw new Error("no encoder was registered");
  }
  return registered;
}

/** Logger to which the package writes a warning if it is loaded twice. */
export const Logging = { _error: (...text: unknown[]) => console.error(...text) };
