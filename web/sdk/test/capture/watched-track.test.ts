import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TrackState, watchTrack } from "../../src/capture/watched-track.ts";

class FakeMediaTrack extends EventTarget {
  enabled = true;
  readyState = "live";
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function watched(): { track: FakeMediaTrack; states: TrackState[]; unwatch: () => void } {
  const [track, states] = [new FakeMediaTrack(), [] as TrackState[]];
  const unwatch = watchTrack(track as unknown as MediaStreamTrack, (state) => states.push(state));
  return { track, states, unwatch };
}

describe("a watched track", () => {
  it("reports that the application disables, enables and stops it, though none fires an event", () => {
    const { track, states } = watched();
    vi.advanceTimersByTime(1000);
    for (const change of [{ enabled: false }, { enabled: true }, { readyState: "ended" }]) {
      Object.assign(track, change);
      vi.advanceTimersByTime(1000);
    }
    expect(states).toStrictEqual([
      { enabled: false, ended: false },
      { enabled: true, ended: false },
      { enabled: true, ended: true },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("reports immediately that it has ended by itself", () => {
    const { track, states } = watched();
    track.readyState = "ended";
    track.dispatchEvent(new Event("ended"));
    expect(states).toStrictEqual([{ enabled: true, ended: true }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not read any more after it is no longer watched", () => {
    const { track, states, unwatch } = watched();
    unwatch();
    track.readyState = "ended";
    track.dispatchEvent(new Event("ended"));
    expect(vi.getTimerCount()).toBe(0);
    expect(states).toStrictEqual([]);
  });
});
