import { describe, expect, it } from "vitest";
import { GopCache } from "../../src/play/gop-cache.ts";
import { Timeline } from "../../src/play/timeline.ts";
import { declaredTracks, sameTracks, TrackDetector } from "../../src/play/track-detector.ts";
import { make } from "../support/tags.ts";

const BOTH = { audio: true, video: true };

/** Maps a frame every 40 ms. */
function run(line: Timeline, from: number, frames: number): number[] {
  return Array.from({ length: frames }, (_, i) => line.map((from + i * 40) % 2 ** 32).ms);
}

describe("Timeline", () => {
  it("starts at 0 for any timestamp", () => {
    expect(run(new Timeline(), 7_200_000, 4)).toStrictEqual([0, 40, 80, 120]);
  });

  it("tolerates audio and video slightly out of order", () => {
    const line = new Timeline();
    expect([1000, 1023, 1005, 1046].map((time) => line.map(time))).toStrictEqual([
      { ms: 0, jumped: true },
      { ms: 23, jumped: false },
      { ms: 5, jumped: false },
      { ms: 46, jumped: false },
    ]);
    expect(line.map(990)).toStrictEqual({ ms: 0, jumped: false });
  });

  it("continues when the timestamp wraps", () => {
    const places = run(new Timeline(), 2 ** 32 - 100, 5);
    expect(places).toStrictEqual([0, 40, 80, 120, 160]);
  });

  it.each([
    ["a gap", 5000],
    ["a jump far ahead", 3_000_000_000],
    ["a jump back", -3000],
  ])("closes %s", (_, jump) => {
    const line = new Timeline();
    run(line, 100_000, 50);
    const map = line.map(100_000 + 49 * 40 + jump);
    expect(map.jumped).toBe(true);
    expect(map.ms - 49 * 40).toBeGreaterThanOrEqual(10);
    expect(map.ms - 49 * 40).toBeLessThan(100);
  });

  it("does not treat a low frame rate as gaps", () => {
    const line = new Timeline();
    const jumps = Array.from({ length: 40 }, (_, i) => line.map(i * 1000).jumped);
    expect(jumps.slice(20)).not.toContain(true);
  });

  it("starts a section at a discontinuity, however small the step", () => {
    const line = new Timeline();
    run(line, 1000, 10);
    line.discontinuity();
    expect(line.map(1400).jumped).toBe(true);
  });

  it("maps positions back to stream time", () => {
    const line = new Timeline();
    expect(line.streamTime(0)).toBeUndefined();
    run(line, 10_000, 50);
    const { ms } = line.map(60_000);
    expect([line.streamTime(0), line.streamTime(400), line.streamTime(ms), line.streamTime(ms + 500)]).toStrictEqual([
      10_000, 10_400, 60_000, 60_500,
    ]);
    for (let i = 0; i < 200; i++) {
      line.discontinuity();
      line.map(i);
    }
    expect(line.streamTime(line.head)).toBe(199);
  });
});

describe("TrackDetector", () => {
  const noted = (...tags: Array<[ReturnType<typeof make.audio>, number]>) => {
    const tracks = new TrackDetector();
    for (const [tag, ms] of tags) {
      tracks.add(tag, ms);
    }
    return tracks;
  };

  it("knows the tracks once both were seen", () => {
    const tracks = noted([make.aacConfig(), 0], [make.avcConfig(), 0]);
    expect(tracks.detect(undefined, BOTH)).toStrictEqual({ audio: "AAC", video: "AVC" });
    expect(tracks.configs).toHaveLength(2);
  });

  it("waits up to a second for a missing track", () => {
    const tracks = noted([make.audio(0), 0]);
    expect(tracks.detect(undefined, BOTH)).toBeUndefined();
    tracks.add(make.audio(999), 999);
    expect(tracks.detect(undefined, BOTH)).toBeUndefined();
    tracks.add(make.audio(1000), 1000);
    expect(tracks.detect(undefined, BOTH)).toStrictEqual({ audio: "AAC" });
  });

  it("does not wait for a track that the metadata lacks, or that is not selected", () => {
    const tracks = noted([make.audio(0), 0]);
    expect(tracks.detect({ audio: true, video: false }, BOTH)).toStrictEqual({ audio: "AAC" });
    expect(tracks.detect(undefined, { audio: true, video: false })).toStrictEqual({ audio: "AAC" });
    expect(tracks.detect(undefined, { audio: false, video: true })).toBeUndefined();
  });

  it("prefers received tracks to the metadata", () => {
    const tracks = noted([make.audio(0), 0], [make.keyframe(0), 0]);
    expect(tracks.detect({ audio: true, video: false }, BOTH)).toStrictEqual({ audio: "AAC", video: "AVC" });
  });

  it("removes a track that is silent for long, and restores it", () => {
    const tracks = noted([make.audio(0), 0], [make.keyframe(0), 0], [make.deltaFrame(4100), 4100]);
    expect(tracks.detect(undefined, BOTH)).toStrictEqual({ video: "AVC" });
    tracks.add(make.audio(4200), 4200);
    expect(tracks.detect(undefined, BOTH)).toStrictEqual({ audio: "AAC", video: "AVC" });
  });

  it("replaces a codec and discards the configuration of the previous one", () => {
    const tracks = noted([make.avcConfig(), 0], [make.keyframe(0), 0], [make.aacConfig(), 0], [make.hevc(40), 40]);
    expect(tracks.detect(undefined, BOTH)).toStrictEqual({ audio: "AAC", video: "HEVC" });
    expect(tracks.configs.map(({ codec }) => codec)).toStrictEqual(["AAC"]);
  });

  it("keeps the tracks when the timeline restarts", () => {
    const tracks = noted([make.audio(0), 90_000], [make.keyframe(0), 90_010]);
    tracks.rebase();
    tracks.add(make.audio(0), 0);
    tracks.add(make.audio(3000), 3000);
    expect(tracks.detect(undefined, BOTH)).toStrictEqual({ audio: "AAC", video: "AVC" });
  });

  it("compares tracks by codec", () => {
    expect(sameTracks({ audio: "AAC" }, { audio: "AAC" })).toBe(true);
    expect(sameTracks({ audio: "AAC" }, { audio: "AAC", video: "AVC" })).toBe(false);
    expect(sameTracks({}, undefined)).toBe(true);
  });

  it.each([
    [undefined, undefined],
    [{ duration: 3 }, undefined],
    [
      { audiocodecid: 10, width: 0 },
      { audio: true, video: false },
    ],
    [{ videocodecid: "avc1" }, { audio: false, video: true }],
    [{ width: 640, audiodatarate: 128 }, BOTH],
  ])("reads %j as %j", (metadata, declared) => {
    expect(declaredTracks(metadata)).toStrictEqual(declared);
  });
});

describe("GopCache", () => {
  const times = (gop: GopCache) =>
    gop.tags.map(({ kind, config, timestamp }) => `${kind[0]}${config ? "c" : timestamp}`);
  const filled = (gop: GopCache) => {
    const tags = [
      make.aacConfig(),
      make.avcConfig(),
      make.audio(0),
      make.deltaFrame(1),
      make.keyframe(2),
      make.audio(3),
    ];
    for (const tag of [...tags, make.deltaFrame(4), make.keyframe(5), make.audio(6), make.deltaFrame(7)]) {
      gop.push(tag);
    }
    return gop;
  };

  it("contains everything since the last keyframe, configurations first", () => {
    expect(times(filled(new GopCache()))).toStrictEqual(["ac", "vc", "v5", "a6", "v7"]);
  });

  it("contains everything of a recording that has had no player yet", () => {
    const gop = new GopCache();
    gop.keepAll = true;
    expect(times(filled(gop))).toStrictEqual(["ac", "vc", "a0", "v2", "a3", "v4", "v5", "a6", "v7"]);
  });

  it("contains some audio for a stream without video", () => {
    const gop = new GopCache();
    for (let time = 0; time < 1000; time++) {
      gop.push(make.audio(time));
    }
    expect(gop.tags).toHaveLength(64);
    expect(gop.tags.at(-1)?.timestamp).toBe(999);
  });

  it("is bounded", () => {
    const gop = new GopCache();
    gop.push(make.avcConfig());
    gop.push(make.keyframe(0, 5_000_000));
    gop.push(make.deltaFrame(1, 5_000_000));
    gop.push(make.deltaFrame(2));
    expect(times(gop)).toStrictEqual(["vc"]);
    gop.push(make.keyframe(3));
    expect(times(gop)).toStrictEqual(["vc", "v3"]);
  });
});
