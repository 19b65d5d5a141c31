import type { Source } from "multiconnection";
import { expect, vi } from "vitest";
import { stubTracks } from "../../../../sdk/test/support/fake-codecs.ts";
import { Bench, type BenchOptions } from "../../../../sdk/test/support/in-memory.ts";
import { EventLog } from "../../shared/events/event-log.ts";
import { BrowserNetwork } from "../../shared/network.ts";
import { nameOf } from "../../shared/servers/services.ts";
import { Broadcast } from "./broadcast.ts";
import type { Plan } from "./plan.ts";
import { presetOf } from "./presets.ts";

export const GOOD = "rtmp://good.example/live";
export const OTHER = "rtmp://other.example/live";

/** Network of the browser, as a test sets it. */
class FakeNetwork extends BrowserNetwork {
  #isOnline = true;

  override get isOnline(): boolean {
    return this.#isOnline;
  }

  override set isOnline(isOnline: boolean) {
    this.#isOnline = isOnline;
    this.changed();
  }
}

/** Broadcast with an in-memory gateway, a fake clock and stubbed devices. */
export class Scene {
  readonly benches: Bench[] = [];
  readonly log = new EventLog();
  readonly network = new FakeNetwork();
  readonly broadcast: Broadcast;

  constructor(options: BenchOptions = {}) {
    const open = () => {
      const bench = new Bench(options);
      this.benches.push(bench);
      return bench.mc;
    };
    this.broadcast = new Broadcast(this.log, open, () => performance.now(), this.network);
  }

  get bench(): Bench {
    const bench = this.benches.at(-1);
    if (bench === undefined) {
      throw new Error("no gateway was opened, expected one");
    }
    return bench;
  }

  get states(): string[] {
    return this.broadcast.legs.map(({ state }) => state);
  }

  /** Lines of the log about a subject. */
  lines(source: string): string[] {
    return this.log.entries.filter((entry) => entry.source === source).map(({ text }) => text);
  }

  /** Returns sources of generated frames and sound. */
  sources(): { video: Source; audio: Source } {
    const { video, audio } = stubTracks();
    const source = (track: MediaStreamTrack) => ({ track, close: () => {}, [Symbol.dispose]: () => {} });
    return { video: source(video), audio: source(audio) };
  }

  async start(urls: string[], change: Partial<Plan> = {}): Promise<{ video: Source; audio: Source }> {
    const { video, audio } = this.sources();
    const started = this.broadcast.start({
      gateway: "ws://gateway.example/v1",
      addresses: urls,
      legs: urls.map((url, i) => ({ destination: String(i), name: nameOf(url), url, key: `key-${i}` })),
      require: "all",
      preset: presetOf("360p"),
      adapt: "connection",
      video,
      audio,
      ...change,
    });
    await this.pass(1500);
    await started;
    return { video, audio };
  }

  /**
   * Lets time pass until a condition holds. Each simulated frame costs real time, so a test that waits for an event must
   * not simulate more than it needs.
   */
  async until(condition: () => boolean, limitMs = 30_000): Promise<void> {
    for (let ms = 0; !condition(); ms += 50) {
      expect(ms, "simulated milliseconds until the condition holds").toBeLessThan(limitMs);
      await vi.advanceTimersByTimeAsync(50);
    }
  }

  /** Lets time pass. The gateway acknowledges received media every 250 ms. */
  async pass(ms: number): Promise<void> {
    for (let t = 0; t < ms; t += 250) {
      await vi.advanceTimersByTimeAsync(Math.min(250, ms - t));
      this.benches.at(-1)?.sockets.at(-1)?.gateway?.ack();
    }
  }
}
