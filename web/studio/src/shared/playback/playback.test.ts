import type { PlayEvents, PlayedStream, Player } from "multiconnection";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Events } from "../../../../sdk/src/events.ts";
import { Playback } from "./playback.ts";

/** A stream whose player does what the test says. */
class FakeStream {
  readonly events = new Events<PlayEvents>();
  readonly states = new Events<{ state: object }>();
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

  it("plays, tells of another server for a while, and stops", async () => {
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

  it("is tried again as often as it may be, and then says why not", async () => {
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

  it("begins anew after it was lost, with as many attempts as at first", async () => {
    const playback = new Playback(begin, 2);
    void playback.start(VIDEO);
    for (let round = 1; round <= 3; round++) {
      await turns();
      last().fail("nobody is left");
      await turns();
      expect(playback).toMatchObject({ phase: "failed", problem: "nobody is left" });
      expect(last().closed).toBe(1);
      await vi.advanceTimersByTimeAsync(2500);
      expect(streams).toHaveLength(round + 1);
    }
    playback.stop();
  });

  it("ends with its stream, and leaves none behind that came too late", async () => {
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
