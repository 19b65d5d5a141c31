/** Quieter than this is silence, in dBFS; the loudest is 0. */
const FLOOR_DB = -60;

/** Hears how loud a track is, until it is closed. */
export class Level {
  readonly #context = new AudioContext();
  #frame = 0;

  /** @param heard takes 0 to 1, with each frame of the page */
  constructor(track: MediaStreamTrack, heard: (level: number) => void) {
    const analyser = new AnalyserNode(this.#context, { fftSize: 1024 });
    this.#context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      const db = 10 * Math.log10(Math.max(power, 1e-12));
      heard(Math.min(1, Math.max(0, 1 - db / FLOOR_DB)));
      this.#frame = requestAnimationFrame(look);
    };
    look();
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    void this.#context.close();
  }
}
