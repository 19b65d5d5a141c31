import type { Source } from "multiconnection";
import { describe, expect, it, vi } from "vitest";
import type { RecordedVideo } from "./recorded-video.ts";
import { Recorder, type RecorderPlatform } from "./recorder.ts";
import { MAX_WAITING, type MediaEncoder } from "./recording-part.ts";
import type { RecordingFile } from "./recording-store.ts";

const NAME = "multiconnection-2026-11-30-14-03-59";
const source = {} as Source;
const REQUEST = { video: source, audio: source, width: 1280, height: 720, videoBitrate: 5e6 };

class FakeEncoder extends EventTarget implements MediaEncoder {
  state: RecordingState = "inactive";

  start(): void {
    this.state = "recording";
  }

  /** Delivers the last data and ends, as browsers do: later. */
  stop(): void {
    this.state = "inactive";
    setTimeout(() => {
      this.deliver("end");
      this.dispatchEvent(new Event("stop"));
    });
  }

  deliver(text: string, size = text.length): void {
    this.deliverBytes(new TextEncoder().encode(text), size);
  }

  deliverBytes(bytes: Uint8Array, size = bytes.length): void {
    const data = { size, arrayBuffer: async () => Uint8Array.from(bytes).buffer };
    this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
  }
}

class FakeFile implements RecordingFile {
  text = "";
  isClosed = false;
  failure: Error | undefined;
  /** Writes wait for it. */
  disk = Promise.resolve();

  async append(data: Uint8Array): Promise<void> {
    await this.disk;
    const { failure } = this;
    if (failure !== undefined) {
      // Only once: what follows would leave a gap.
      this.failure = undefined;
      throw failure;
    }
    this.text += `${Buffer.from(data).toString("latin1")} `;
  }

  async replace(at: number, data: Uint8Array): Promise<void> {
    this.text += `${[at, ...data].join(",")} `;
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

/** Recorder on a fake platform. */
class Scene {
  readonly files = new Map<string, FakeFile>();
  readonly encoders: FakeEncoder[] = [];
  readonly used: Source[] = [];
  openTracks = 0;
  canReplaceVideo = true;
  storeFailure: Error | undefined;
  time = 0;
  readonly recorder: Recorder;

  constructor(platform: Partial<RecorderPlatform> = {}) {
    this.recorder = new Recorder({
      type: { mimeType: "video/mp4", extension: "mp4" },
      store: { create: (name) => this.#create(name) },
      openVideo: () => this.#openVideo(),
      encoder: () => this.#encoder(),
      now: () => this.time,
      date: () => new Date(2026, 10, 30, 14, 3, 59),
      ...platform,
    });
  }

  get encoder(): FakeEncoder {
    return this.encoders.at(-1) ?? new FakeEncoder();
  }

  file(suffix = ""): FakeFile {
    return this.files.get(`${NAME}${suffix}.mp4`) ?? new FakeFile();
  }

  /** Waits until the recording has ended. */
  ended(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.recorder.subscribe(() => {
        if (this.recorder.phase === "idle") {
          stop();
          resolve();
        }
      });
    });
  }

  async #create(name: string): Promise<FakeFile> {
    if (this.storeFailure !== undefined) {
      throw this.storeFailure;
    }
    const file = new FakeFile();
    this.files.set(name, file);
    return file;
  }

  #openVideo(): RecordedVideo {
    this.openTracks++;
    return {
      track: {} as MediaStreamTrack,
      use: (video) => {
        this.used.push(video);
        return this.canReplaceVideo;
      },
      close: () => {
        this.openTracks--;
      },
    };
  }

  #encoder(): FakeEncoder {
    const encoder = new FakeEncoder();
    this.encoders.push(encoder);
    return encoder;
  }
}

describe("a recorder", () => {
  it("writes what is recorded to a file with the date and time, up to the end", async () => {
    const scene = new Scene();
    const phases: string[] = [];
    scene.recorder.subscribe(() => phases.push(scene.recorder.phase));
    await scene.recorder.start(REQUEST);
    scene.time = 5000;
    scene.encoder.deliver("one");
    scene.encoder.deliver("two");
    expect(scene.recorder.elapsed).toBe(5000);
    await scene.recorder.stop();
    expect(scene.file()).toMatchObject({ text: "one two end ", isClosed: true });
    scene.time = 9000;
    const { names, bytes, elapsed, problem } = scene.recorder;
    expect({ names, bytes, elapsed, problem }).toStrictEqual({
      names: [`${NAME}.mp4`],
      bytes: 9,
      elapsed: 5000,
      problem: undefined,
    });
    expect([...new Set(phases)]).toStrictEqual(["starting", "recording", "ending", "idle"]);
    expect(scene.openTracks).toBe(0);
  });

  it.each([0, 1])("adds the duration to a WebM file whose first %d bytes are delivered alone", async (alone) => {
    const scene = new Scene();
    await scene.recorder.start(REQUEST);
    const header = Uint8Array.from(
      Buffer.from("1a45dfa384428681011853806701ffffffffffffff1549a966872ad7b1830f4240", "hex"),
    );
    scene.encoder.deliverBytes(header.subarray(0, alone));
    scene.encoder.deliverBytes(Uint8Array.of(...header.subarray(alone), ...new Uint8Array(500).fill(0x61)));
    scene.time = 1500;
    await scene.recorder.stop();
    const { text } = scene.file();
    expect(text).toMatch(/D\u0089\u0088\0{8}a{500} end 36,64,151,112,0,0,0,0,0 $/);
    expect(scene.recorder.bytes).toBe(header.length + 500 + "end".length);
  });

  it("continues the file with another camera", async () => {
    const scene = new Scene();
    await scene.recorder.start(REQUEST);
    const other = {} as Source;
    scene.recorder.use(other);
    await scene.recorder.stop();
    expect(scene.used).toStrictEqual([other]);
    expect(scene.files.size).toBe(1);
    scene.recorder.use(source);
    expect(scene.used).toHaveLength(1);
  });

  it("starts a new part with another camera where the browser cannot continue the file", async () => {
    const scene = new Scene();
    scene.canReplaceVideo = false;
    await scene.recorder.start(REQUEST);
    scene.encoder.deliver("one");
    scene.recorder.use(source);
    await vi.waitFor(() => expect(scene.files.size).toBe(2));
    await scene.recorder.stop();
    expect(scene.recorder.names).toStrictEqual([`${NAME}.mp4`, `${NAME} (2).mp4`]);
    expect(scene.file()).toMatchObject({ text: "one end ", isClosed: true });
    expect(scene.file(" (2)")).toMatchObject({ text: "end ", isClosed: true });
    expect(scene.openTracks).toBe(0);
  });

  it("ends if the disk cannot keep up, with a bounded queue, and keeps what waits", async () => {
    const scene = new Scene();
    await scene.recorder.start(REQUEST);
    let resume = () => {};
    scene.file().disk = new Promise((resolve) => {
      resume = resolve;
    });
    const [half, ended] = [MAX_WAITING / 2, scene.ended()];
    scene.encoder.deliver("one", half);
    scene.encoder.deliver("two", half);
    expect(scene.recorder.problem).toBeUndefined();
    scene.encoder.deliver("three", 1);
    expect(scene.recorder.problem).toContain("The disk cannot keep up.");
    resume();
    await ended;
    expect(scene.file()).toMatchObject({ text: "one two ", isClosed: true });
    expect(scene.recorder.bytes).toBe(MAX_WAITING);
  });

  it.each([
    [new DOMException("", "QuotaExceededError"), "The disk is full"],
    [new DOMException("I/O error", "UnknownError"), "I/O error"],
  ])("ends if the disk fails with %s, and keeps what is written", async (failure, text) => {
    const scene = new Scene();
    await scene.recorder.start(REQUEST);
    const ended = scene.ended();
    scene.encoder.deliver("one");
    await new Promise((resolve) => setTimeout(resolve));
    scene.file().failure = failure;
    scene.encoder.deliver("two");
    scene.encoder.deliver("three");
    await ended;
    expect(scene.recorder.problem).toContain(text);
    expect(scene.file()).toMatchObject({ text: "one ", isClosed: true });
    expect(scene.recorder.bytes).toBe(3);
  });

  it("ends if the encoder fails", async () => {
    const scene = new Scene();
    await scene.recorder.start(REQUEST);
    const ended = scene.ended();
    scene.encoder.dispatchEvent(Object.assign(new Event("error"), { error: new Error("no encoder") }));
    await ended;
    expect(scene.recorder.problem).toContain("no encoder");
    expect(scene.file().isClosed).toBe(true);
    await scene.recorder.start(REQUEST);
    expect(scene.recorder).toMatchObject({ phase: "recording", problem: undefined });
  });

  it("does not start without storage", async () => {
    const scene = new Scene();
    scene.storeFailure = new DOMException("denied", "SecurityError");
    await scene.recorder.start(REQUEST);
    expect(scene.recorder).toMatchObject({ phase: "idle", problem: "Couldn't record: denied" });
    expect(scene.openTracks).toBe(0);
  });
});
