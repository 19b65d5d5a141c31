/**
 * The four names that `@mediabunny/aac-encoder` takes from `mediabunny`, so that the rest of that library need not be
 * there. The build puts this module in its place.
 */

/** An encoder of that package, as its class is registered. */
export interface RegisteredEncoder {
  codec: string;
  config: { codec: string; sampleRate: number; numberOfChannels: number; bitrate: number };
  onPacket(packet: EncodedPacket, metadata: unknown): void;
  init(): Promise<void>;
  encode(sample: AudioSampleLike): Promise<void>;
  flush(): Promise<void>;
  close(): void;
}

/** What an encoder reads of an audio sample. */
export interface AudioSampleLike {
  /** Seconds. */
  readonly timestamp: number;
  readonly numberOfFrames: number;
  allocationSize(options: { format: "f32"; planeIndex: 0 }): number;
  copyTo(destination: Uint8Array, options: { format: "f32"; planeIndex: 0 }): void;
}

/** Base class of encoders; whoever makes one sets its fields. */
export class CustomAudioEncoder {}

/** One access unit. */
export class EncodedPacket {
  constructor(readonly data: Uint8Array) {}
}

let registered: (new () => RegisteredEncoder) | undefined;

/** Called by the package with its class. */
export function registerEncoder(encoder: new () => RegisteredEncoder): void {
  registered = encoder;
}

/** The class that was registered. */
export function registeredEncoder(): new () => RegisteredEncoder {
  if (registered === undefined) {
    throw new Error("no encoder was registered");
  }
  return registered;
}

/** The package warns here when it is loaded twice. */
export const Logging = { _error: (...text: unknown[]) => console.error(...text) };
