import { expect, it } from "vitest";
import { AAC_FRAMES } from "../../src/media/aac.ts";
import { WasmAac } from "../../src/media/aac-wasm.ts";

it("encodes a second of a tone into AAC access units in WebAssembly", async () => {
  const units: Uint8Array[] = [];
  const aac = new WasmAac({ sampleRate: 48_000, channels: 2, bitrate: 128_000 }, (unit) => {
    const bytes = new Uint8Array(unit.byteLength);
    unit.copyTo(bytes);
    units.push(bytes);
  });
  await aac.ready;
  for (let block = 0; block < 100; block++) {
    const samples = Float32Array.from({ length: 960 }, (_, i) => Math.sin((block * 480 + (i >> 1)) / 17) / 2);
    await aac.encode({ samples, frames: 480 });
  }
  aac.close();

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
