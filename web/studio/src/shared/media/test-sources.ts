import type { Source } from "multiconnection";
import { resumeContext } from "./audio-context.ts";
import type { StartMessage } from "./test-pattern.worker.ts";

const START_SECONDS = 0.2;

/** Creates a generated video source, for users without a camera. */
export function testPattern({ width, height, frameRate }: Omit<StartMessage, "writable">): Source {
  const generator = new MediaStreamTrackGenerator({ kind: "video" });
  const worker = new Worker(new URL("./test-pattern.worker.ts", import.meta.url), { type: "module" });
  const start: StartMessage = { writable: generator.writable, width, height, frameRate };
  worker.postMessage(start, [start.writable as unknown as Transferable]);
  return source(generator, () => worker.terminate());
}

/** Creates an audio source that beeps at each full second. */
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
    // Scheduled ahead: an immediate start would be late by the time that starting takes.
    const second = (performance.timeOrigin + performance.now()) / 1000 + START_SECONDS;
    node.start(context.currentTime + START_SECONDS, second % 1);
  });
}

/** Creates a silent audio source: many services reject streams without audio. */
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
  // Aligned to the clock, so not before the context runs.
  void resumeContext(context).then(() => play(context, out));
  const [track] = out.stream.getAudioTracks();
  if (track === undefined) {
    throw new Error("audio context has no audio track, expected one");
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
