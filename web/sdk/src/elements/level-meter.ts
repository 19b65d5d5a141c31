import { loudness } from "../media/loudness.ts";

/** Measures the level of an audio track until it is closed. */
export class LevelMeter {
  readonly #context = new AudioContext();
  #frame = 0;

  /** @param onLevel receives the level, 0 to 1, in each animation frame */
  constructor(track: MediaStreamTrack, onLevel: (level: number) => void) {
    const analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      analyser.getFloatTimeDomainData(samples);
      onLevel(loudness(samples));
      this.#frame = requestAnimationFrame(look);
    };
    look();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context.close();
  }
}
