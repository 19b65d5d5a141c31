import { describe, expect, it } from "vitest";
import { ObstacleDetector } from "../../src/play/play-obstacle.ts";
import type { MediaTag } from "../../src/wire/tags.ts";
import { make } from "../support/tags.ts";

const BOTH = { audio: true, video: true };

/** Returns the obstacle of a player that waits while these tags come again every 100 ms, after some time. */
function obstacle(tags: readonly MediaTag[], ms = 5000, receiving = BOTH) {
  const detector = new ObstacleDetector();
  detector.detect(0, true, receiving);
  for (let t = 0; t < ms; t += 100) {
    for (const tag of tags) {
      detector.add(tag, t);
    }
  }
  return detector.detect(ms, true, receiving);
}

describe("the obstacle to playing", () => {
  it("is reported after five seconds only", () => {
    expect(obstacle([], 4900)).toBeUndefined();
    expect(obstacle([])).toStrictEqual({ kind: "no-media", track: undefined, codec: undefined, frames: 0 });
  });

  it("is a missing codec configuration", () => {
    const audio = [make.aacConfig(), make.audio(0)];
    const expected = { kind: "no-codec-configuration", track: "video", codec: "AVC", frames: 100 };
    expect(obstacle([...audio, make.keyframe(0), make.deltaFrame(0)])).toStrictEqual(expected);
    expect(obstacle([make.avcConfig(), make.keyframe(0), make.audio(0)])).toMatchObject({
      track: "audio",
      codec: "AAC",
    });
    expect(obstacle([...audio, make.keyframe(0)], 5000, { audio: true, video: false })).toBeUndefined();
    expect(obstacle([make.avcConfig(), make.keyframe(0), make.opus(0)])).toBeUndefined();
  });

  it("is a missing keyframe", () => {
    const expected = { kind: "no-keyframe", track: "video", codec: "AVC", frames: 50 };
    expect(obstacle([make.avcConfig(), make.deltaFrame(0)])).toStrictEqual(expected);
    expect(obstacle([make.avcConfig(), make.audio(0), make.aacConfig()])).toMatchObject({
      kind: "no-keyframe",
      frames: 0,
    });
  });

  it("keeps its number of frames, and ends when the stream plays", () => {
    const detector = new ObstacleDetector();
    detector.detect(0, true, BOTH);
    detector.add(make.deltaFrame(0), 4900);
    const first = detector.detect(5000, true, BOTH);
    detector.add(make.deltaFrame(0), 5100);
    expect(detector.detect(5200, true, BOTH)).toBe(first);
    expect(detector.detect(5300, false, BOTH)).toBeUndefined();
    expect(detector.detect(9000, true, BOTH)).toBeUndefined();
  });
});
