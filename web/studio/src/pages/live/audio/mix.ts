import type { Source } from "multiconnection";
import { resumeContext } from "../../../shared/media/audio-context.ts";
import { factorOf } from "./gain.ts";

/** Source of a mix. */
export interface MixSource {
  readonly source: Source;
  /** Gain in decibels; silent from `SILENT_DB` down. */
  readonly gainDb: number;
}

/** Level above which the limiter works, in dBFS. */
const THRESHOLD_DB = -1;

const RATIO = 20;

/** Gain that a DynamicsCompressorNode adds by itself (Web Audio API, 1.19.4), in decibels. */
const MAKEUP_DB = -0.6 * (THRESHOLD_DB - THRESHOLD_DB / RATIO);

/** Time constant of gain changes, in seconds: a sudden change is heard as a click. */
const SMOOTH_S = 0.015;

/** Input of a mix: a track and its gain. */
interface Strip {
  readonly input: MediaStreamAudioSourceNode;
  readonly gain: GainNode;
}

/**
 * Sums audio tracks into one track, which stays the same when sources and gains change. A limiter keeps loud sums from
 * clipping; below its threshold it changes nothing but adds a latency of 6 ms.
 *
 * A single source at 0 dB is mixed as well. If it was published itself, the first change of its gain would have to replace
 * the published track, which costs a live stream 0.6 s of silence, as the SDK determines the clock of each new track.
 */
export class Mix {
  /** Output. Closing it releases the context, but not the tracks of the sources. */
  readonly source: Source;
  readonly #context: AudioContext;
  readonly #limiter: DynamicsCompressorNode;
  readonly #strips = new Map<MediaStreamTrack, Strip>();

  constructor() {
    const context = new AudioContext({ sampleRate: 48_000 });
    this.#context = context;
    this.#limiter = new DynamicsCompressorNode(context, {
      threshold: THRESHOLD_DB,
      ratio: RATIO,
      knee: 0,
      attack: 0.001,
      release: 0.1,
    });
    const output = new MediaStreamAudioDestinationNode(context);
    this.#limiter.connect(new GainNode(context, { gain: factorOf(-MAKEUP_DB) })).connect(output);
    const [track] = output.stream.getAudioTracks();
    if (track === undefined) {
      throw new Error("audio context has no audio track, expected one");
    }
    const close = () => this.#close(track);
    this.source = { track, close, [Symbol.dispose]: close };
    context.addEventListener("statechange", () => this.#resume());
    this.#resume();
  }

  /** Makes these the sources. Sources that stay are not interrupted. */
  set(sources: readonly MixSource[]): void {
    const gains = new Map(sources.map(({ source, gainDb }) => [source.track, factorOf(gainDb)]));
    for (const [track, { input, gain }] of this.#strips) {
      if (!gains.has(track)) {
        input.disconnect();
        gain.disconnect();
        this.#strips.delete(track);
      }
    }
    for (const [track, factor] of gains) {
      const { gain } = this.#strips.get(track) ?? this.#add(track);
      gain.gain.setTargetAtTime(factor, this.#context.currentTime, SMOOTH_S);
    }
  }

  /** Adds a silent source. */
  #add(track: MediaStreamTrack): Strip {
    const input = new MediaStreamAudioSourceNode(this.#context, { mediaStream: new MediaStream([track]) });
    const gain = new GainNode(this.#context, { gain: 0 });
    input.connect(gain).connect(this.#limiter);
    const strip = { input, gain };
    this.#strips.set(track, strip);
    return strip;
  }

  /** Starts the context, also again after a phone call has interrupted it. That may need a click of the user. */
  #resume(): void {
    if (this.#context.state !== "running" && this.#context.state !== "closed") {
      // Rejected if the context is closed first.
      resumeContext(this.#context).catch(() => {});
    }
  }

  #close(track: MediaStreamTrack): void {
    this.set([]);
    track.stop();
    this.#context.close().catch(() => {});
  }
}
