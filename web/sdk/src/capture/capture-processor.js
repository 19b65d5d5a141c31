// Module of the AudioWorklet, which delivers the sound of a track to the worker. Runs as it is, in every browser.
const FRAMES = 512;

class CaptureProcessor extends AudioWorkletProcessor {
  #channels;
  #planes = [];
  #length = 0;
  #worker;

  constructor({ processorOptions }) {
    super();
    this.#channels = processorOptions.channels;
    this.port.onmessage = ({ data }) => {
      this.#worker = data;
    };
  }

  /** An input without channels is silent. */
  process([input]) {
    if (this.#length === 0) {
      this.#planes = Array.from({ length: this.#channels }, () => new Float32Array(FRAMES));
    }
    this.#planes.forEach((plane, i) => {
      plane.set(input[i] ?? [], this.#length);
    });
    const frames = input[0]?.length ?? 128;
    this.#length += frames;
    if (this.#length >= FRAMES) {
      const planes = this.#planes;
      const start = currentFrame + frames - FRAMES;
      this.#worker?.postMessage(
        { planes, start, sampleRate },
        planes.map(({ buffer }) => buffer),
      );
      this.#length = 0;
    }
    return true;
  }
}

registerProcessor("multiconnection-capture", CaptureProcessor);
