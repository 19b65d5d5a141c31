import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Publisher } from "../../src/worker/publisher.ts";
import { FakeAudioData, FakeAudioEncoder, FakeTrack, noAac, stubCodecs } from "../support/fake-codecs.ts";
import { random } from "../support/random.ts";

/** Largest difference between the timestamps of access units of 1024 frames at 48 kHz, in milliseconds. */
const UNIT_MS = 22;
/** Blocks of 10 ms that the browser buffers for the worker. */
const BUFFERED_MS = 1000;

/** Publisher of a microphone on a machine whose processes stall. */
class BusyMachine {
  readonly times: number[] = [];
  readonly failed = vi.fn();
  readonly publisher: Publisher;
  readonly #track = new FakeTrack<AudioData>();
  #stalledMs = 0;
  #startMs = 0;

  constructor() {
    const inputs = { audio: { readable: this.#track.readable, options: { bitrate: 128_000 } } };
    const { failed } = this;
    const send = (bytes: Uint8Array) => {
      if (bytes[9] !== 0) {
        this.times.push(new DataView(bytes.buffer).getUint32(4));
      }
    };
    const listener = { send, stats: vi.fn(), dropping: vi.fn(), target: vi.fn(), ended: vi.fn(), failed };
    this.publisher = new Publisher(inputs, 2 ** 21, listener, () => this.clock, noAac);
  }

  get clock(): number {
    return performance.now() + this.#stalledMs;
  }

  /** Stream time in milliseconds. */
  get streamMs(): number {
    return this.clock - this.#startMs + 60;
  }

  get gaps(): number[] {
    return this.times.slice(1).map((time, i) => time - (this.times[i] ?? 0));
  }

  async start(): Promise<void> {
    const prepared = this.publisher.prepare();
    await this.capture(800);
    await prepared;
    this.publisher.start();
    this.#startMs = this.clock;
    await this.capture(200);
  }

  /** Captures audio, of which some blocks are lost, with jitter of the timestamps. */
  async capture(ms: number, isLost = () => false, jitterMs = () => 0): Promise<void> {
    for (let t = 0; t < ms; t += 10) {
      if (!isLost()) {
        this.#push(this.clock + jitterMs());
      }
      await vi.advanceTimersByTimeAsync(10);
      this.publisher.acknowledge({ bytes: this.publisher.stats.sentBytes, servers: [] });
    }
  }

  /** Stops all processes. */
  stall(ms: number): void {
    this.#stalledMs += ms;
  }

  /** Stops only the worker: the timer that is due is first, then the blocks that the browser has kept. */
  async stallWorker(ms: number): Promise<void> {
    const from = this.clock;
    this.stall(ms);
    await vi.advanceTimersToNextTimerAsync();
    for (let t = Math.max(0, ms - BUFFERED_MS); t < ms; t += 10) {
      this.#push(from + t);
    }
  }

  #push(timeMs: number): void {
    this.#track.push(new FakeAudioData({ timestamp: (timeMs - 777) * 1000, numberOfFrames: 480 }));
  }
}

describe("a publisher on a busy machine", () => {
  let machine: BusyMachine;

  beforeEach(async () => {
    vi.useFakeTimers();
    stubCodecs();
    machine = new BusyMachine();
    await machine.start();
  });

  afterEach(() => {
    machine.publisher.stop();
    vi.useRealTimers();
    vi.unstubAllGlobals();
    expect(machine.failed).not.toHaveBeenCalled();
  });

  it.each(Array.from({ length: 20 }, (_, i) => i + 1))("sends audio without gaps (seed %i)", async (seed) => {
    const chance = random(seed);
    const events = [
      async () => machine.stall(chance() * 9500),
      () => machine.stallWorker(chance() * 9500),
      () => machine.capture(chance() * 3000, () => true),
      () => machine.capture(500, () => chance() < 0.3),
      () => machine.capture(500, undefined, () => (chance() - 0.5) * 60),
    ];
    for (let i = 0; i < 12; i++) {
      await events[Math.floor(chance() * events.length)]?.();
      await machine.capture(300 + chance() * 700);
    }
    await machine.publisher.finish();
    expect(Math.max(...machine.gaps)).toBeLessThanOrEqual(UNIT_MS);
    expect(Math.abs((machine.times.at(-1) ?? 0) - machine.streamMs)).toBeLessThan(100);
  });

  it("sends the sound that the browser kept while the worker stalled", async () => {
    const before = FakeAudioEncoder.last?.soundFrames ?? 0;
    await machine.stallWorker(3000);
    await machine.capture(500);
    const soundMs = ((FakeAudioEncoder.last?.soundFrames ?? 0) - before) / 48;
    expect(soundMs).toBeGreaterThan(BUFFERED_MS + 500 - 50);
    expect(Math.max(...machine.gaps)).toBeLessThanOrEqual(UNIT_MS);
  });

  it("has one gap, in step with the video, where the machine was suspended for longer than 10 s", async () => {
    const suspendedMs = machine.streamMs;
    machine.stall(60_000);
    await machine.capture(500);
    await machine.publisher.finish();
    const gap = machine.gaps.findIndex((each) => each > UNIT_MS);
    expect(machine.times[gap]).toBeGreaterThan(suspendedMs - UNIT_MS);
    expect(machine.times[gap]).toBeLessThan(suspendedMs);
    expect(Math.abs((machine.times[gap + 1] ?? 0) - suspendedMs - 60_000)).toBeLessThanOrEqual(1);
    expect(machine.gaps.filter((each) => each > UNIT_MS)).toHaveLength(1);
  });
});
