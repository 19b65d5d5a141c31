/** Level that counts as silence, in dBFS; 0 is the loudest. */
const FLOOR_DB = -60;

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
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const db = 10 * Math.log10(Math.max(power, 1e-12));
      onLevel(Math.min(1, Math.max(0, 1 - db / FLOOR_DB)));
      this.#frame = requestAnimationFrame(look);
    };
    look();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context.close();
  }
}
