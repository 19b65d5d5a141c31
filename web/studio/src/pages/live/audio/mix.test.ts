import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SILENT_DB } from "./gain.ts";
import { Mix } from "./mix.ts";

/** Node of a fake graph. */
class FakeNode {
  static readonly all: FakeNode[] = [];
  readonly to: FakeNode[] = [];
  readonly gain: { value: number; setTargetAtTime(value: number): void };
  readonly stream = { getAudioTracks: () => [new FakeTrack()] };

  constructor(
    readonly context: FakeContext,
    readonly options: { gain?: number; mediaStream?: FakeStream } = {},
  ) {
    const param = { value: options.gain ?? 1, setTargetAtTime: (value: number) => Object.assign(param, { value }) };
    this.gain = param;
    FakeNode.all.push(this);
  }

  connect(node: FakeNode): FakeNode {
    this.to.push(node);
    return node;
  }

  disconnect(): void {
    this.to.length = 0;
  }
}

class FakeTrack {
  isStopped = false;

  stop(): void {
    this.isStopped = true;
  }
}

class FakeStream {
  constructor(readonly tracks: FakeTrack[]) {}
}

class FakeContext extends EventTarget {
  static latest: FakeContext | undefined;
  state = "suspended";
  currentTime = 0;
  resumes = 0;

  constructor() {
    super();
    FakeContext.latest = this;
  }

  enter(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  async resume(): Promise<void> {
    this.resumes++;
  }

  async close(): Promise<void> {
    this.enter("closed");
  }
}

/** Returns the gains of the sources that are heard. */
function heard(): Map<FakeTrack | undefined, number | undefined> {
  const inputs = FakeNode.all.filter(({ options, to }) => options.mediaStream !== undefined && to.length > 0);
  return new Map(inputs.map(({ options, to }) => [options.mediaStream?.tracks[0], to[0]?.gain.value]));
}

describe("a mix", () => {
  beforeEach(() => {
    FakeNode.all.length = 0;
    vi.stubGlobal("AudioContext", FakeContext);
    vi.stubGlobal("MediaStream", FakeStream);
    for (const name of ["Gain", "DynamicsCompressor", "MediaStreamAudioSource", "MediaStreamAudioDestination"]) {
      vi.stubGlobal(`${name}Node`, FakeNode);
    }
    vi.stubGlobal("addEventListener", () => {});
    vi.stubGlobal("removeEventListener", () => {});
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const sourceOf = (track: FakeTrack) => {
    const close = () => track.stop();
    return { track: track as unknown as MediaStreamTrack, close, [Symbol.dispose]: close };
  };

  it("keeps the nodes of sources that stay, and disconnects those that go", () => {
    const mix = new Mix();
    const [mic, line] = [new FakeTrack(), new FakeTrack()];
    mix.set([{ source: sourceOf(mic), gainDb: 0 }]);
    mix.set([
      { source: sourceOf(mic), gainDb: -20 },
      { source: sourceOf(line), gainDb: SILENT_DB },
    ]);
    expect([...heard()]).toStrictEqual([
      [mic, 0.1],
      [line, 0],
    ]);
    mix.set([{ source: sourceOf(line), gainDb: 0 }]);
    expect([...heard()]).toStrictEqual([[line, 1]]);
    expect(FakeNode.all.filter(({ options }) => options.mediaStream !== undefined)).toHaveLength(2);
  });

  it("releases its context and track, but not the sources, when it is closed", () => {
    const mix = new Mix();
    const mic = new FakeTrack();
    mix.set([{ source: sourceOf(mic), gainDb: 0 }]);
    mix.source.close();
    expect(mix.source.track).toMatchObject({ isStopped: true });
    expect(mic.isStopped).toBe(false);
    expect(heard().size).toBe(0);
    expect(FakeContext.latest).toMatchObject({ state: "closed", resumes: 1 });
  });

  it("starts again after an interruption", () => {
    new Mix();
    FakeContext.latest?.enter("running");
    expect(FakeContext.latest?.resumes).toBe(1);
    FakeContext.latest?.enter("interrupted");
    expect(FakeContext.latest?.resumes).toBe(2);
  });
});
