import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { aacEncoderParts } from "../../../aac-encoder.ts";
import type { FromWorker } from "../../src/worker/messages.ts";
import { WorkerHost } from "../../src/worker/worker-host.ts";
import { FakeAudioData, FakeTrack, stubCodecs } from "../support/fake-codecs.ts";
import { NO_ANSWER } from "../support/in-memory.ts";

/** Worker in a browser without an AAC encoder. */
class Bench {
  readonly posted: FromWorker[] = [];
  readonly host = new WorkerHost({
    post: (message) => this.posted.push(message),
    openSocket: () => {
      throw new Error("no socket");
    },
    probes: NO_ANSWER,
    clock: () => performance.now(),
    isOnline: () => true,
  });

  /** Prepares a stream with audio. */
  async prepare(stream: number): Promise<void> {
    const track = new FakeTrack<AudioData>();
    const inputs = {
      audio: { source: { from: "processor" as const, readable: track.readable }, options: { bitrate: 128_000 } },
    };
    this.host.receive({ kind: "prepare", stream, inputs });
    for (let i = 0; i < 20; i++) {
      track.push(new FakeAudioData({ timestamp: performance.now() * 1000, numberOfFrames: 480 }));
      await vi.advanceTimersByTimeAsync(10);
    }
  }

  of(kind: FromWorker["kind"]): FromWorker[] {
    return this.posted.filter((message) => message.kind === kind);
  }
}

describe("the AAC encoder in WebAssembly", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
    vi.stubGlobal("AudioEncoder", undefined);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is requested once for all streams, and used by each", async () => {
    const bench = new Bench();
    await Promise.all([bench.prepare(1), bench.prepare(2)]);
    expect(bench.of("needAac")).toHaveLength(1);
    bench.host.receive({ kind: "aac", wasm: new Uint8Array(aacEncoderParts().wasm).buffer });
    await vi.waitFor(() => expect(bench.of("prepared")).toHaveLength(2));
    await bench.prepare(3);
    await vi.waitFor(() => expect(bench.of("prepared")).toHaveLength(3));
    expect(bench.of("needAac")).toHaveLength(1);
    expect(bench.of("failed")).toStrictEqual([]);
  });

  it("fails a stream with the reason, and is requested again for the next one", async () => {
    const bench = new Bench();
    await bench.prepare(1);
    bench.host.receive({ kind: "aac", error: "HTTP status 404" });
    await vi.advanceTimersByTimeAsync(0);
    const failed = { kind: "failed", stream: 1, code: "encoder", message: "HTTP status 404" };
    expect(bench.of("failed")).toStrictEqual([failed]);
    await bench.prepare(2);
    expect(bench.of("needAac")).toHaveLength(2);
  });
});
