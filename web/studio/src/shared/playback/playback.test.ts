import type { PlayEvents, PlayedStream, Player } from "multiconnection";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Emitter } from "../testing/emitter.ts";
import { Playback } from "./playback.ts";

/** Stream whose player is driven by the test. */
class FakeStream {
  readonly events = new Emitter<PlayEvents>();
  readonly states = new Emitter<{ state: object }>();
  readonly player = { state: { phase: "waiting" }, on: this.states.on.bind(this.states) };
  closed = 0;

  readonly on = this.events.on.bind(this.events);

  async attach(): Promise<Player> {
    return this.player as unknown as Player;
  }

  async close(): Promise<void> {
    this.closed++;
  }

  enter(phase: string): void {
    this.player.state = { phase };
    this.states.emit("state", this.player.state);
  }

  fail(message: string): void {
    this.events.emit("error", new Error(message) as PlayEvents["error"]);
  }
}

const VIDEO = {} as HTMLVideoElement;

describe("a playback", () => {
  const streams: FakeStream[] = [];
  const begin = vi.fn(async (_: AbortSignal) => {
    const stream = new FakeStream();
    streams.push(stream);
    return stream as unknown as PlayedStream;
  });
  const last = () => streams.at(-1) as FakeStream;
  const turns = () => vi.advanceTimersByTimeAsync(1);

  beforeEach(() => {
    vi.useFakeTimers();
    streams.length = 0;
    begin.mockClear();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("plays, shows a failover for ten seconds, and stops", async () => {
    const playback = new Playback(begin);
    const over = playback.start(VIDEO);
    expect(playback.phase).toBe("starting");
    await turns();
    expect(playback.phase).toBe("waiting");
    last().enter("playing");
    expect(playback.phase).toBe("playing");
    last().events.emit("failover", { from: 0, to: 1, gap: 120 });
    expect(playback.failover).toMatchObject({ to: 1, gap: 120 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(playback.failover).toBeUndefined();
    await playback.start(VIDEO);
    expect(begin).toHaveBeenCalledTimes(1);
    playback.stop();
    await over;
    expect(playback).toMatchObject({ phase: "stopped", stream: undefined });
    expect(last().closed).toBe(1);
  });

  it("retries up to its number of attempts, then reports the error", async () => {
    begin.mockRejectedValueOnce(new Error("not yet")).mockRejectedValueOnce(new Error("still not"));
    const playback = new Playback(begin, 2);
    const over = playback.start(VIDEO);
    await turns();
    expect(playback).toMatchObject({ phase: "failed", problem: "not yet" });
    await vi.advanceTimersByTimeAsync(2500);
    await over;
    expect(playback).toMatchObject({ phase: "failed", problem: "still not" });
    void playback.start(VIDEO);
    await turns();
    expect(playback).toMatchObject({ phase: "waiting", problem: undefined });
    playback.stop();
  });

  it("restarts after a failure with the full number of attempts", async () => {
    const playback = new Playback(begin, 2);
    void playback.start(VIDEO);
    for (let round = 1; round <= 3; round++) {
      await turns();
      last().fail("no server is left");
      await turns();
      expect(playback).toMatchObject({ phase: "failed", problem: "no server is left" });
      expect(last().closed).toBe(1);
      await vi.advanceTimersByTimeAsync(2500);
      expect(streams).toHaveLength(round + 1);
    }
    playback.stop();
  });

  it("ends with its stream, and closes a stream that arrives after a stop", async () => {
    const playback = new Playback(begin, 2);
    const over = playback.start(VIDEO);
    await turns();
    last().events.emit("close", undefined);
    await over;
    expect(playback.phase).toBe("stopped");
    void playback.start(VIDEO);
    playback.stop();
    await turns();
    expect(last().closed).toBe(1);
    expect(playback.phase).toBe("stopped");
  });
});
