/** Sound of two channels that a test recognizes: a tone in each. */
export class ForcedMicrophone {
  readonly track: MediaStreamTrack;
  readonly #context = new AudioContext({ sampleRate: 48_000 });

  /** @param hertz frequencies of the left and of the right channel */
  constructor(hertz: readonly [number, number]) {
    const merger = new ChannelMergerNode(this.#context, { numberOfInputs: 2 });
    hertz.forEach((frequency, channel) => {
      const oscillator = new OscillatorNode(this.#context, { frequency });
      oscillator.connect(merger, 0, channel);
      oscillator.start();
    });
    const destination = new MediaStreamAudioDestinationNode(this.#context);
    merger.connect(destination);
    this.track = destination.stream.getAudioTracks()[0] as MediaStreamTrack;
  }

  stop(): void {
    this.track.stop();
    void this.#context.close();
  }
}

/** Sample rates by their index in an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). */
const RATES = [96_000, 88_200, 64_000, 48_000, 44_100];

/** Decodes the bodies of FLV tags of AAC. Returns the frequencies of the channels in Hz, and the seconds of sound. */
export async function listen(bodies: readonly string[]): Promise<{ hertz: number[]; seconds: number }> {
  const blocks: Float32Array[][] = [];
  let sampleRate = 0;
  const output = (data: AudioData) => {
    sampleRate = data.sampleRate;
    blocks.push(
      Array.from({ length: data.numberOfChannels }, (_, planeIndex) => {
        const plane = new Float32Array(data.numberOfFrames);
        data.copyTo(plane, { planeIndex, format: "f32-planar" });
        return plane;
      }),
    );
    data.close();
  };
  const failed: DOMException[] = [];
  const decoder = new AudioDecoder({ output, error: (error) => failed.push(error) });
  let timestamp = 0;
  for (const body of bodies.map((each) => Uint8Array.from(atob(each), (char) => char.charCodeAt(0)))) {
    const data = body.subarray(2);
    if (body[1] === 0) {
      const [first = 0, second = 0] = data;
      const sampleRate = RATES[((first & 7) << 1) | (second >> 7)] ?? 0;
      decoder.configure({ codec: "mp4a.40.2", sampleRate, numberOfChannels: (second >> 3) & 15, description: data });
    } else {
      decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: timestamp++, data }));
    }
  }
  await decoder.flush();
  if (failed[0] !== undefined) {
    throw failed[0];
  }
  const channels = blocks[0]?.length ?? 0;
  const hertz = Array.from({ length: channels }, (_, channel) =>
    frequency(
      blocks.flatMap((planes) => [...(planes[channel] ?? [])]),
      sampleRate,
    ),
  );
  return { hertz, seconds: blocks.reduce((sum, [plane]) => sum + (plane?.length ?? 0), 0) / sampleRate };
}

/** Returns the median frequency by the distances of rising zero crossings, so that silence at the ends does not count. */
function frequency(samples: readonly number[], sampleRate: number): number {
  const crossings = samples.flatMap((sample, i) => (sample >= 0 && (samples[i - 1] ?? 0) < 0 ? [i] : []));
  const periods = crossings.slice(1).map((at, i) => at - (crossings[i] ?? 0));
  const sorted = periods.toSorted((a, b) => a - b);
  return sampleRate / (sorted[sorted.length >> 1] ?? Number.POSITIVE_INFINITY);
}
