import { vi } from "vitest";
import type { MultiConnectionError, Target } from "../../src/index.ts";
import type { VideoOptions } from "../../src/worker/messages.ts";
import { Publisher } from "../../src/worker/publisher.ts";
import { FakeFrame, type FakeFrameSource, FakeTrack, FakeVideoEncoder, noAac } from "./fake-codecs.ts";

/** Settings of the video. */
export const OPTIONS = { maxWidth: 1280, maxHeight: 720, frameRate: 25, keyframeInterval: 2000, bitrate: 1_000_000 };

/** Publisher of video on a fake clock. The clock of its track has another origin. */
export class PublisherBench {
  readonly track = new FakeTrack();
  readonly sent: Array<{ ms: number; size: number; head: string }> = [];
  readonly dropping: boolean[] = [];
  readonly targets: Target[] = [];
  readonly ended: string[] = [];
  readonly failed: MultiConnectionError[] = [];
  readonly publisher: Publisher;
  #bytes = 0;
  #taken = 0;

  constructor(maxFrameBytes = 2 ** 21, options: VideoOptions = OPTIONS) {
    const inputs = { video: { readable: this.track.readable, options } };
    const listener = {
      send: (bytes: Uint8Array) => {
        const ms = new DataView(bytes.buffer).getUint32(4);
        this.#bytes += bytes.byteLength;
        this.sent.push({ ms, size: bytes.byteLength, head: Buffer.from(bytes.subarray(8, 10)).toString("hex") });
      },
      stats: () => {},
      dropping: (dropping: boolean) => this.dropping.push(dropping),
      target: (target: Target) => this.targets.push(target),
      ended: (track: string) => this.ended.push(track),
      failed: (error: MultiConnectionError) => this.failed.push(error),
    };
    this.publisher = new Publisher(inputs, maxFrameBytes, listener, () => performance.now(), noAac);
  }

  get encoder(): FakeVideoEncoder {
    if (FakeVideoEncoder.last === undefined) {
      throw new Error("no encoder");
    }
    return FakeVideoEncoder.last;
  }

  /** Pushes a frame every `every` milliseconds for `ms` milliseconds. */
  async show(ms: number, every = 40, size: FakeFrameSource = { displayWidth: 640, displayHeight: 360 }): Promise<void> {
    for (let t = 0; t < ms; t += every) {
      this.track.push(new FakeFrame(size, { timestamp: (performance.now() + 5_000_000) * 1000 }));
      await vi.advanceTimersByTimeAsync(every);
    }
  }

  async start(): Promise<void> {
    const prepared = this.publisher.prepare();
    await this.show(800);
    await prepared;
    this.publisher.start();
  }

  /** Acknowledges all bytes. */
  ack(): void {
    this.take(this.#bytes);
  }

  /** Acknowledges `bytes` more bytes; sends no acknowledgement if there are none. */
  take(bytes: number): void {
    const consumed = Math.min(this.#bytes, this.#taken + bytes);
    if (consumed > this.#taken) {
      this.#taken = consumed;
      this.publisher.acknowledge({ bytes: consumed, servers: [] });
    }
  }
}
