import { describe, expect, it } from "vitest";
import { type Composed, Composer, type InputFrame } from "./composer.ts";
import type { InputName, Layer } from "./layers.ts";

/** Frame that counts how often it is closed. */
class FakeFrame implements InputFrame {
  closed = 0;

  constructor(
    readonly name: string,
    readonly timestamp: number,
  ) {}

  close(): void {
    this.closed++;
  }
}

/** Input whose frames a test delivers. */
class FakeTrack {
  readonly frames: FakeFrame[] = [];
  #controller: ReadableStreamDefaultController<FakeFrame> | undefined;
  readonly readable = new ReadableStream<FakeFrame>({
    start: (controller) => {
      this.#controller = controller;
    },
  });

  constructor(readonly name: string) {}

  async deliver(timestampMs: number): Promise<void> {
    const frame = new FakeFrame(`${this.name}${this.frames.length}`, timestampMs * 1000);
    this.frames.push(frame);
    this.#controller?.enqueue(frame);
    await settled();
  }

  async end(): Promise<void> {
    this.#controller?.close();
    await settled();
  }
}

/** Composer with a clock and a canvas that records. */
class Bench {
  now = 1000;
  /** Output frames: their times, and the names of the drawn frames. */
  readonly output: string[] = [];
  draws = 0;
  #drawn = "";
  readonly composer = new Composer<FakeFrame>(
    {
      draw: ({ layers }, frames) => {
        this.draws++;
        this.#drawn = layers
          .flatMap((layer) => (layer.kind === "video" ? (frames.get(layer.input)?.name ?? "-") : []))
          .join("+");
      },
      output: async (timeMs) => {
        this.output.push(`${Math.round(timeMs)} ${this.#drawn}`);
      },
    },
    () => this.now,
  );

  show(...names: InputName[]): void {
    const rect = { x: 0, y: 0, width: 2, height: 2 };
    const layers = names.map((input): Layer => ({ kind: "video", input, rect, fit: "cover", radius: 0 }));
    this.composer.show({ width: 2, height: 2, frameRate: 25, layers } satisfies Composed);
  }

  async tick(ms: number): Promise<void> {
    this.now += ms;
    this.composer.tick();
    await settled();
  }
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("a composer", () => {
  it("composes the frames of the camera at their times, over the last frame of the screen", async () => {
    const bench = new Bench();
    const [camera, screen] = [new FakeTrack("c"), new FakeTrack("s")];
    bench.show("screen", "camera");
    bench.composer.replace("screen", screen.readable);
    bench.composer.replace("camera", camera.readable);
    await screen.deliver(70);
    await camera.deliver(5);
    bench.now += 47;
    await camera.deliver(45);
    expect(bench.output).toStrictEqual(["1000 s0+c0", "1040 s0+c1"]);
  });

  it("repeats a screen that does not change at the frame rate, without drawing it again", async () => {
    const bench = new Bench();
    const screen = new FakeTrack("s");
    bench.show("screen");
    bench.composer.replace("screen", screen.readable);
    await screen.deliver(0);
    for (let i = 0; i < 20; i++) {
      await bench.tick(20);
    }
    expect(bench.output.length).toBe(10);
    expect(bench.draws).toBe(1);
    expect(screen.frames[0]?.closed).toBe(0);
  });

  it("continues in order while inputs and layout change, and closes each frame once", async () => {
    const bench = new Bench();
    const [camera, other, screen] = [new FakeTrack("c"), new FakeTrack("o"), new FakeTrack("s")];
    const step = async (track: FakeTrack, timestampMs: number) => {
      bench.now += 40;
      await track.deliver(timestampMs);
    };
    bench.show("camera");
    bench.composer.replace("camera", camera.readable);
    await step(camera, 0);
    bench.composer.replace("screen", screen.readable);
    bench.show("screen");
    await step(screen, 9000);
    bench.show("screen", "camera");
    bench.composer.replace("camera", other.readable);
    await step(other, 500);
    await step(other, 540);
    await screen.end();
    await step(other, 580);
    bench.composer.replace("screen", undefined);
    bench.show("camera");
    await step(other, 620);
    expect(bench.output).toStrictEqual(["1040 c0", "1080 s0", "1120 s0+o0", "1160 s0+o1", "1200 s0+o2", "1240 o3"]);
    bench.composer.replace("camera", undefined);
    const frames = [camera, other, screen].flatMap((track) => track.frames);
    expect(frames.map(({ closed }) => closed)).toStrictEqual(frames.map(() => 1));
  });

  it("closes a frame that arrives after its input was replaced", async () => {
    const bench = new Bench();
    const camera = new FakeTrack("c");
    bench.show("camera");
    bench.composer.replace("camera", camera.readable);
    void camera.deliver(0);
    bench.composer.replace("camera", new FakeTrack("o").readable);
    await settled();
    expect(camera.frames.map(({ closed }) => closed)).toStrictEqual([1]);
    expect(bench.output).toStrictEqual([]);
  });
});
