import { describe, expect, it } from "vitest";
import { aacEncoderParts } from "../../../aac-encoder.ts";
import { AAC_FRAMES } from "../../src/media/aac.ts";
import { WasmAac } from "../../src/media/aac-wasm.ts";

const CONFIG = { sampleRate: 48_000, channels: 2, bitrate: 128_000 } as const;
const wasm = new Uint8Array(aacEncoderParts().wasm);

/** Encodes a tone in blocks of some frames and returns the access units. */
async function encodeTone(frames: number, blockFrames: number, flush = false): Promise<Uint8Array[]> {
  const units: Uint8Array[] = [];
  const aac = await WasmAac.create(
    CONFIG,
    (unit) => {
      const bytes = new Uint8Array(unit.byteLength);
      unit.copyTo(bytes);
      units.push(bytes);
    },
    wasm,
  );
  for (let start = 0; start < frames; start += blockFrames) {
    const length = Math.min(blockFrames, frames - start);
    const samples = Float32Array.from({ length: length * 2 }, (_, i) => Math.sin((start + (i >> 1)) / 17) / 2);
    await aac.encode({ samples, frames: length });
  }
  if (flush) {
    await aac.flush();
  }
  aac.close();
  return units;
}

describe("the AAC encoder in WebAssembly", () => {
  it("encodes a second of a tone into access units", async () => {
    const units = await encodeTone(48_000, 480);

    // The encoder delays its output by one block of 1024 frames, the priming.
    const blocks = Math.floor(48_000 / AAC_FRAMES);
    expect(units.length).toBeGreaterThanOrEqual(blocks - 1);
    expect(units.length).toBeLessThanOrEqual(blocks);
    const bits = units.reduce((sum, { byteLength }) => sum + byteLength * 8, 0);
    expect(bits).toBeGreaterThan(30_000);
    expect(bits).toBeLessThan(200_000);
    // Raw access units, without ADTS headers.
    expect(units.some((unit) => unit[0] === 0xff && ((unit[1] ?? 0) & 0xf0) === 0xf0)).toBe(false);
  });

  it.each([1, 100, 1023, 1024, 1025, 5000])("makes the same units of blocks of %i frames", async (blockFrames) => {
    expect(await encodeTone(10_000, blockFrames, true)).toStrictEqual(await encodeTone(10_000, 10_000, true));
  });

  it("completes the last unit with silence", async () => {
    const whole = Math.ceil(10_000 / AAC_FRAMES);
    expect((await encodeTone(10_000, 500, true)).length).toBe(whole + 1);
  });

  it("encodes nothing after it was closed", async () => {
    const units: number[] = [];
    const aac = await WasmAac.create(CONFIG, (unit) => units.push(unit.byteLength), wasm);
    aac.close();
    await aac.encode({ samples: new Float32Array(2 * 48_000), frames: 48_000 });
    await aac.flush();
    aac.close();
    expect(units).toStrictEqual([]);
  });

  it("names settings that it does not support", async () => {
    await expect(WasmAac.create({ ...CONFIG, sampleRate: 1 }, () => {}, wasm)).rejects.toThrow("support 1 Hz");
  });

  it.each([
    ["an empty file", [], "the AAC encoder could not be compiled: "],
    ["a page of HTML", [60, 33, 100], "the AAC encoder could not be compiled: "],
  ])("rejects %s", async (_, bytes, message) => {
    await expect(WasmAac.create(CONFIG, () => {}, new Uint8Array(bytes))).rejects.toThrow(message);
  });

  it("rejects WebAssembly that is not an encoder", async () => {
    // A module with one import that the encoder's JavaScript does not provide: "x" "y", a function without parameters.
    const other = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 2, 7, 1, 1, 120, 1, 121, 0, 0];
    const created = WasmAac.create(CONFIG, () => {}, new Uint8Array(other));
    await expect(created).rejects.toThrow("not the WebAssembly of the AAC encoder: ");
  });

  it("is not taken out of a file of another version", () => {
    expect(() => aacEncoderParts("export default 1;")).toThrow("expected the file of version 1.59.0");
  });
});
