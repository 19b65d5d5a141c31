/** Subset of `AudioData` that the SDK reads. */
export interface AudioBlock {
  /** Microseconds of the track's own clock. */
  readonly timestamp: number;
  /** Audio frames per second. */
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  readonly numberOfFrames: number;
  copyTo(destination: Float32Array<ArrayBuffer>, options: { planeIndex: number; format: "f32-planar" }): void;
  close(): void;
}

/** Audio as encoders accept it: 32-bit floats with interleaved channels. */
export interface Pcm {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly frames: number;
}

/** Sample rates that AAC and all servers support. Other rates are resampled to the last one. */
const RATES = [44_100, 48_000];

/** Returns the encoding rate for a track's sample rate. */
export function targetRate(rate: number): number {
  return RATES.includes(rate) ? rate : 48_000;
}

/**
 * Converts audio to a fixed sample rate and number of channels. A headset that is connected during a broadcast may
 * change both. Resamples linearly and continuously across blocks.
 */
export class PcmNormalizer {
  /** Distance of the next output frame from the last input frame of the previous block, in input frames. */
  #phase = 1;
  #last: Float32Array;

  /**
   * @param sampleRate output frames per second
   * @param channels output channels, 1 or 2
   */
  constructor(
    readonly sampleRate: number,
    readonly channels: 1 | 2,
  ) {
    this.#last = new Float32Array(channels);
  }

  /**
   * Converts one block.
   *
   * @param planes one per channel, all of the same length
   * @param rate frames per second of the planes
   */
  normalize(planes: readonly Float32Array[], rate: number): Pcm {
    const mixed = this.#mix(planes);
    return rate === this.sampleRate ? this.#interleave(mixed) : this.#resample(mixed, rate / this.sampleRate);
  }

  /** Returns `frames` frames of silence. */
  silence(frames: number): Pcm {
    return { samples: new Float32Array(frames * this.channels), frames };
  }

  /** Mixes planes to the output channels. Uses the first two planes, which are front left and right in every layout. */
  #mix(planes: readonly Float32Array[]): readonly Float32Array[] {
    const [left = new Float32Array(0), right = left] = planes;
    if (this.channels === 2) {
      return [left, right];
    }
    return left === right ? [left] : [left.map((sample, i) => (sample + (right[i] ?? 0)) / 2)];
  }

  #interleave(planes: readonly Float32Array[]): Pcm {
    const frames = planes[0]?.length ?? 0;
    const samples = new Float32Array(frames * this.channels);
    planes.forEach((plane, channel) => {
      for (let i = 0; i < frames; i++) {
        samples[i * this.channels + channel] = plane[i] ?? 0;
      }
      this.#last[channel] = plane[frames - 1] ?? 0;
    });
    this.#phase = 1;
    return { samples, frames };
  }

  #resample(planes: readonly Float32Array[], step: number): Pcm {
    const length = planes[0]?.length ?? 0;
    const frames = Math.max(0, Math.floor((length - this.#phase) / step) + 1);
    const samples = new Float32Array(frames * this.channels);
    planes.forEach((plane, channel) => {
      const last = this.#last[channel] ?? 0;
      for (let i = 0; i < frames; i++) {
        const position = this.#phase + i * step;
        const before = Math.floor(position);
        const a = before === 0 ? last : (plane[before - 1] ?? 0);
        const b = plane[before] ?? a;
        samples[i * this.channels + channel] = a + (b - a) * (position - before);
      }
      this.#last[channel] = plane[length - 1] ?? last;
    });
    this.#phase += frames * step - length;
    return { samples, frames };
  }
}
