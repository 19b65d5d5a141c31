import { describe, expect, it } from "vitest";
import { audioSpecificConfig } from "../../src/media/aac.ts";
import { avcCodecs, fit } from "../../src/media/avc.ts";
import { metadata } from "../../src/media/metadata.ts";
import { PcmNormalizer, targetRate } from "../../src/media/pcm.ts";

describe("H.264", () => {
  it.each([
    [640, 360, 30, 1e6, "avc1.64001e"],
    [1280, 720, 30, 2.5e6, "avc1.64001f"],
    [1280, 720, 60, 4e6, "avc1.640020"],
    [1920, 1080, 30, 6e6, "avc1.640028"],
    [1920, 1080, 30, 30e6, "avc1.640029"],
    [1920, 1080, 60, 9e6, "avc1.64002a"],
    [3840, 2160, 30, 20e6, "avc1.640033"],
    [720, 1280, 30, 2.5e6, "avc1.64001f"],
  ])("%dx%d at %d fps and %d bit/s begins with %s", (width, height, frameRate, bitrate, codec) => {
    expect(avcCodecs({ width, height }, frameRate, bitrate)[0]).toBe(codec);
  });

  it("falls back to Main and Constrained Baseline of the same level", () => {
    expect(avcCodecs({ width: 1280, height: 720 }, 30, 2.5e6)).toStrictEqual([
      "avc1.64001f",
      "avc1.4d001f",
      "avc1.42e01f",
    ]);
  });

  it("rejects settings above all levels", () => {
    expect(() => avcCodecs({ width: 8192, height: 8192 }, 60, 1e6)).toThrow("no H.264 level for 8192x8192");
  });

  it.each([
    [1920, 1080, 1280, 720, 1280, 720],
    [640, 360, 1280, 720, 640, 360],
    [1080, 1920, 1280, 720, 406, 720],
    [641, 361, 1280, 720, 640, 360],
    [1921, 1081, 1920, 1080, 1920, 1080],
    [1280, 720, 641, 361, 640, 360],
    [1, 1, 1280, 720, 2, 2],
  ])("fits %dx%d into %dx%d as %dx%d", (width, height, maxWidth, maxHeight, w, h) => {
    expect(fit({ width, height }, { width: maxWidth, height: maxHeight })).toStrictEqual({ width: w, height: h });
  });
});

describe("AAC", () => {
  it.each([
    [48_000, 2, "1190"],
    [44_100, 2, "1210"],
    [48_000, 1, "1188"],
  ])("describes %d Hz with %d channels as %s", (rate, channels, hex) => {
    expect(Buffer.from(audioSpecificConfig(rate, channels)).toString("hex")).toBe(hex);
  });

  it("rejects a rate that is not in the table", () => {
    expect(() => audioSpecificConfig(47_999, 2)).toThrow(RangeError);
  });
});

describe("metadata", () => {
  it("has the properties that FLV players read, in the units of FLV", () => {
    const { properties } = metadata({
      video: { width: 1280, height: 720, frameRate: 30, bitrate: 2_500_000, codec: "avc1.64001f" },
      audio: { sampleRate: 48_000, channels: 2, bitrate: 128_000, codec: "mp4a.40.2" },
    });
    expect(properties).toMatchObject({ width: 1280, height: 720, framerate: 30, videodatarate: 2500, videocodecid: 7 });
    expect(properties).toMatchObject({ audiocodecid: 10, audiosamplerate: 48_000, audiodatarate: 128, stereo: true });
  });

  it("omits absent tracks", () => {
    expect(metadata({}).properties).toStrictEqual({ encoder: "MultiConnection" });
  });
});

describe("PCM", () => {
  const ramp = (from: number, length: number) => Float32Array.from({ length }, (_, i) => from + i);

  it.each([
    [44_100, 44_100],
    [48_000, 48_000],
    [16_000, 48_000],
    [96_000, 48_000],
  ])("encodes %d Hz as %d Hz", (rate, target) => {
    expect(targetRate(rate)).toBe(target);
  });

  it("interleaves two channels", () => {
    const { samples, frames } = new PcmNormalizer(48_000, 2).normalize([ramp(0, 3), ramp(10, 3)], 48_000);
    expect([...samples]).toStrictEqual([0, 10, 1, 11, 2, 12]);
    expect(frames).toBe(3);
  });

  it("duplicates one channel, and mixes two into one", () => {
    expect([...new PcmNormalizer(48_000, 2).normalize([ramp(1, 2)], 48_000).samples]).toStrictEqual([1, 1, 2, 2]);
    expect([...new PcmNormalizer(48_000, 1).normalize([ramp(0, 2), ramp(2, 2)], 48_000).samples]).toStrictEqual([1, 2]);
  });

  it("doubles the rate by interpolation across blocks", () => {
    const pcm = new PcmNormalizer(48_000, 1);
    const out = [0, 3, 6].flatMap((from) => [...pcm.normalize([ramp(from, 3)], 24_000).samples]);
    expect(out).toStrictEqual([0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8]);
  });

  it("keeps the duration for all rates and block sizes", () => {
    for (const [rate, size] of [
      [44_100, 441],
      [16_000, 160],
      [96_000, 960],
      [22_050, 128],
    ] as const) {
      const pcm = new PcmNormalizer(48_000, 1);
      let frames = 0;
      for (let i = 0; i < rate; i += size) {
        frames += pcm.normalize([new Float32Array(Math.min(size, rate - i))], rate).frames;
      }
      expect(Math.abs(frames - 48_000)).toBeLessThanOrEqual(3);
    }
  });

  it("preserves a tone", () => {
    const pcm = new PcmNormalizer(48_000, 1);
    const tone = Float32Array.from({ length: 4410 }, (_, i) => Math.sin((2 * Math.PI * 440 * i) / 44_100));
    const { samples } = pcm.normalize([tone], 44_100);
    samples.slice(0, 4000).forEach((sample, i) => {
      expect(Math.abs(sample - Math.sin((2 * Math.PI * 440 * i) / 48_000))).toBeLessThan(0.002);
    });
  });

  it("returns silence", () => {
    expect(new PcmNormalizer(48_000, 2).silence(3).samples).toStrictEqual(new Float32Array(6));
  });
});
