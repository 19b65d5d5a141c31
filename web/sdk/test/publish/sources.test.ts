import { afterEach, describe, expect, it, vi } from "vitest";
import { Screen } from "../../src/index.ts";

function track(kind: string) {
  return { kind, stop: vi.fn() };
}

/** Stubs what the user selects. Returns the requested constraints. */
function stubDisplay(video: object, audio?: object) {
  const getDisplayMedia = vi.fn(async (_: DisplayMediaStreamOptions) => ({
    getVideoTracks: () => [video],
    getAudioTracks: () => (audio === undefined ? [] : [audio]),
  }));
  vi.stubGlobal("navigator", { mediaDevices: { getDisplayMedia } });
  return getDisplayMedia;
}

afterEach(() => vi.unstubAllGlobals());

describe("a screen", () => {
  it("includes its sound if asked, and stops both tracks", async () => {
    const [video, audio] = [track("video"), track("audio")];
    const display = stubDisplay(video, audio);
    const screen = await Screen.get({ audio: true });
    expect(display.mock.calls[0]?.[0]).toMatchObject({ audio: { echoCancellation: false }, systemAudio: "include" });
    expect([screen.track, screen.audioTrack]).toStrictEqual([video, audio]);
    screen.close();
    expect([video.stop, audio.stop].map((stop) => stop.mock.calls.length)).toStrictEqual([1, 1]);
  });

  it("has no sound if the browser gives none, and asks for none by default", async () => {
    const display = stubDisplay(track("video"));
    const screen = await Screen.get({ frameRate: 60 });
    expect(display.mock.calls[0]?.[0]).toStrictEqual({ video: { frameRate: { ideal: 60 } } });
    expect(screen.audioTrack).toBeUndefined();
    screen.close();
  });
});
