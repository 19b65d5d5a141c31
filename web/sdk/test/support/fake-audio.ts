import { vi } from "vitest";

/** Audio node with the nodes to which it is connected. */
class FakeNode {
  readonly targets = new Set<FakeNode>();

  connect(target: FakeNode): FakeNode {
    this.targets.add(target);
    return target;
  }

  disconnect(): void {
    this.targets.clear();
  }
}

/** Fake AudioContext, which runs when a test says so. */
export class FakeAudioContext extends EventTarget {
  static last: FakeAudioContext | undefined;
  static opened = 0;
  /** Whether contexts run immediately, as after a user gesture. */
  static runs = true;
  /** Amplitude of the audio, 0 to 1. */
  amplitude = 0;
  state = FakeAudioContext.runs ? "running" : "suspended";
  readonly destination = new FakeNode();
  readonly gain = Object.assign(new FakeNode(), { gain: { value: 1 } });
  readonly analyser = Object.assign(new FakeNode(), {
    fftSize: 4,
    getFloatTimeDomainData: (samples: Float32Array) => samples.fill(this.amplitude),
  });
  readonly output = { stream: { getAudioTracks: () => [this.track] } };
  readonly track = { kind: "audio", readyState: "live", label: "with gain" };
  resume = async () => {};

  constructor() {
    super();
    FakeAudioContext.last = this;
    FakeAudioContext.opened++;
  }

  createMediaStreamSource(): FakeNode {
    return new FakeNode();
  }

  createGain(): FakeNode {
    return this.gain;
  }

  createAnalyser(): FakeNode {
    return this.analyser;
  }

  createMediaStreamDestination(): object {
    return Object.assign(new FakeNode(), this.output);
  }

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }

  async close(): Promise<void> {
    if (this.state === "closed") {
      throw new Error("closed twice");
    }
    this.state = "closed";
  }
}

/** Replaces Web Audio by fakes until `vi.unstubAllGlobals`. */
export function stubAudio(): void {
  Object.assign(FakeAudioContext, { last: undefined, opened: 0, runs: true });
  vi.stubGlobal("AudioContext", FakeAudioContext);
  vi.stubGlobal("MediaStream", class {});
}

/** Track of a device. */
export class FakeDeviceTrack extends EventTarget {
  readonly readyState = "live";

  constructor(
    readonly kind: "audio" | "video",
    readonly label: string,
  ) {
    super();
  }

  getSettings(): MediaTrackSettings {
    return { frameRate: 25 };
  }

  async applyConstraints(): Promise<void> {}

  stop(): void {}
}

/** Replaces the devices of the browser until `vi.unstubAllGlobals`. Returns them. */
export function stubDevices(labels: { audioinput?: string[]; videoinput?: string[] }): MediaDevices & EventTarget {
  const track = (kind: "audio" | "video") => new FakeDeviceTrack(kind, labels[`${kind}input`]?.[0] ?? "");
  const devices = Object.assign(new EventTarget(), {
    labels,
    enumerateDevices: async () =>
      Object.entries(labels).flatMap(([kind, each]) => each.map((label) => ({ kind, label, deviceId: label }))),
    getUserMedia: async () => {
      const [audio, video] = [track("audio"), track("video")];
      return { getAudioTracks: () => [audio], getVideoTracks: () => [video] };
    },
  });
  vi.stubGlobal("navigator", { mediaDevices: devices });
  return devices as unknown as MediaDevices & EventTarget;
}
