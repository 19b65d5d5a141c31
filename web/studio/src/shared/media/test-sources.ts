import type { Source } from "multiconnection";
import { whenAwake } from "./awake.ts";
import type { Begin } from "./test-pattern.worker.ts";

const START_SECONDS = 0.2;

/** A picture that is made here, for whoever has no camera. */
export function testPicture({ width, height, frameRate }: Omit<Begin, "writable">): Source {
  const generator = new MediaStreamTrackGenerator({ kind: "video" });
  const worker = new Worker(new URL("./test-pattern.worker.ts", import.meta.url), { type: "module" });
  const begin: Begin = { writable: generator.writable, width, height, frameRate };
  worker.postMessage(begin, [begin.writable as unknown as Transferable]);
  return source(generator, () => worker.terminate());
}

/** A beep at each full second. */
export function testTone(): Source {
  return synthesize((context, out) => {
    const rate = context.sampleRate;
    const beep = context.createBuffer(1, rate, rate);
    const samples = beep.getChannelData(0);
    for (let i = 0; i < rate * 0.08; i++) {
      samples[i] = 0.25 * Math.sin((2 * Math.PI * 1000 * i) / rate);
    }
    const node = new AudioBufferSourceNode(context, { buffer: beep, loop: true });
    node.connect(out);
    // Begins a little later, where the second will be then: a start at once is late by what starting takes.
    const second = (performance.timeOrigin + performance.now()) / 1000 + START_SECONDS;
    node.start(context.currentTime + START_SECONDS, second % 1);
  });
}

/** No sound, as sound: many services take no stream without. */
export function silence(): Source {
  return synthesize((context, out) => {
    const node = new ConstantSourceNode(context, { offset: 0 });
    node.connect(out);
    node.start();
  });
}

function synthesize(play: (context: AudioContext, out: AudioNode) => void): Source {
  const context = new AudioContext({ sampleRate: 48_000 });
  const out = context.createMediaStreamDestination();
  // In step with the clock, so not before it runs.
  void whenAwake(context).then(() => play(context, out));
  const [track] = out.stream.getAudioTracks();
  if (track === undefined) {
    throw new Error("no track from an audio context");
  }
  return source(track, () => void context.close());
}

function source(track: MediaStreamTrack, end: () => void): Source {
  const close = () => {
    track.stop();
    end();
  };
  return { track, close, [Symbol.dispose]: close };
}
