import type { AacConfig, AacEncoder, AacOutput } from "./aac.ts";
import type { Pcm } from "./pcm.ts";

/** Most access units in the encoder's queue. */
const MAX_QUEUE = 8;

/** Whether the browser has an AAC encoder; Chromium on Linux does not. */
export async function hasNativeAac(config: AacConfig): Promise<boolean> {
  if (typeof AudioEncoder === "undefined") {
    return false;
  }
  const { supported } = await AudioEncoder.isConfigSupported(encoderConfig(config)).catch(() => ({ supported: false }));
  return supported === true;
}

/** AAC encoder of WebCodecs. */
export class NativeAac implements AacEncoder {
  readonly #encoder: AudioEncoder;
  #frames = 0;

  constructor(
    readonly config: AacConfig,
    output: AacOutput,
    failed: (error: unknown) => void,
  ) {
    this.#encoder = new AudioEncoder({ output, error: failed });
    this.#encoder.configure(encoderConfig(config));
  }

  async encode(pcm: Pcm): Promise<void> {
    if (pcm.frames === 0 || this.#encoder.state !== "configured") {
      return;
    }
    const { sampleRate, channels } = this.config;
    const data = new AudioData({
      format: "f32",
      sampleRate,
      numberOfChannels: channels,
      numberOfFrames: pcm.frames,
      timestamp: Math.round((this.#frames * 1e6) / sampleRate),
      data: pcm.samples,
    });
    this.#frames += pcm.frames;
    this.#encoder.encode(data);
    data.close();
    if (this.#encoder.encodeQueueSize > MAX_QUEUE) {
      await new Promise((resolve) => this.#encoder.addEventListener("dequeue", resolve, { once: true }));
    }
  }

  close(): void {
    if (this.#encoder.state !== "closed") {
      this.#encoder.close();
    }
  }
}

function encoderConfig({ sampleRate, channels, bitrate }: AacConfig): AudioEncoderConfig {
  return { codec: "mp4a.40.2", sampleRate, numberOfChannels: channels, bitrate };
}
