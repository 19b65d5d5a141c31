import { beforeEach, describe, expect, it } from "vitest";
import { Interleaver } from "../../src/media/interleaver.ts";
import { AUDIO, type MediaFrame, VIDEO } from "../../src/wire/frames.ts";

const frame = (type: 8 | 9, timestamp: number, config = false): MediaFrame => ({
  type,
  timestamp,
  config,
  keyframe: true,
  bytes: new Uint8Array(0),
});

describe("Interleaver", () => {
  let out: string[] = [];
  const emit = ({ type, timestamp, config }: MediaFrame) =>
    out.push(`${type === AUDIO ? "a" : "v"}${config ? "C" : timestamp}`);

  beforeEach(() => {
    out = [];
  });

  it("holds everything until both configurations are present, then emits by timestamp", () => {
    const interleaver = new Interleaver({ audio: true, video: true }, emit);
    interleaver.push(frame(AUDIO, 0, true));
    interleaver.push(frame(AUDIO, 10));
    interleaver.push(frame(AUDIO, 31));
    expect(out).toStrictEqual([]);
    interleaver.push(frame(VIDEO, 20, true));
    interleaver.push(frame(VIDEO, 20));
    interleaver.push(frame(VIDEO, 60));
    expect(out).toStrictEqual(["aC", "vC", "a10", "v20", "a31"]);
  });

  it("passes a single track through", () => {
    const interleaver = new Interleaver({ audio: false, video: true }, emit);
    interleaver.push(frame(VIDEO, 0, true));
    interleaver.push(frame(VIDEO, 0));
    interleaver.push(frame(VIDEO, 33));
    expect(out).toStrictEqual(["vC", "v0", "v33"]);
  });

  it("waits for a silent track only for a bounded time", () => {
    const interleaver = new Interleaver({ audio: true, video: true }, emit, 100);
    for (const type of [AUDIO, VIDEO] as const) {
      interleaver.push(frame(type, 0, true));
    }
    for (let t = 0; t <= 200; t += 40) {
      interleaver.push(frame(VIDEO, t));
    }
    expect(out).toStrictEqual(["aC", "vC", "v0", "v40", "v80"]);
  });

  it("continues without a configuration that does not arrive", () => {
    const interleaver = new Interleaver({ audio: true, video: true }, emit, 100, 1000);
    interleaver.push(frame(VIDEO, 0, true));
    for (let t = 0; t <= 1040; t += 40) {
      interleaver.push(frame(VIDEO, t));
    }
    expect(out[0]).toBe("vC");
    expect(out).toContain("v920");
  });

  it("keeps a new configuration before its frames", () => {
    const interleaver = new Interleaver({ audio: false, video: true }, emit);
    for (const [t, config] of [
      [0, true],
      [0, false],
      [40, false],
      [80, true],
      [80, false],
    ] as const) {
      interleaver.push(frame(VIDEO, t, config));
    }
    expect(out).toStrictEqual(["vC", "v0", "v40", "vC", "v80"]);
  });

  it("emits everything at the end", () => {
    const interleaver = new Interleaver({ audio: true, video: true }, emit);
    interleaver.push(frame(VIDEO, 5));
    interleaver.push(frame(AUDIO, 3));
    interleaver.flush();
    expect(out).toStrictEqual(["a3", "v5"]);
  });

  it("rejects a frame of an unknown track", () => {
    const interleaver = new Interleaver({ audio: true, video: false }, emit);
    expect(() => interleaver.push(frame(VIDEO, 0))).toThrow("frame of type 9, expected one of the tracks 8");
  });
});
