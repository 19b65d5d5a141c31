import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepsOrder } from "../../src/media/frame-order.ts";
import { FakeFrame, FakeVideoEncoder, stubCodecs } from "../support/fake-codecs.ts";

const CONFIG = { codec: "avc1.64001e", width: 640, height: 360 };

beforeEach(stubCodecs);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the order of an encoder's frames", () => {
  it("is kept by one that holds frames, and all are closed", async () => {
    FakeVideoEncoder.held = 5;
    expect(await keepsOrder(CONFIG)).toBe(true);
    expect(FakeFrame.open).toBe(0);
    expect(FakeVideoEncoder.last?.state).toBe("closed");
  });

  it("is changed by one with B-frames", async () => {
    class Reordering extends FakeVideoEncoder {
      constructor({ output, error }: VideoEncoderInit) {
        const held: EncodedVideoChunk[] = [];
        const swapped = (chunk: EncodedVideoChunk) => {
          held.push(chunk);
          if (held.length === 2) {
            for (const each of held.splice(0).reverse()) {
              output(each);
            }
          }
        };
        super({ output: swapped, error });
      }
    }
    vi.stubGlobal("VideoEncoder", Reordering);
    expect(await keepsOrder(CONFIG)).toBe(false);
  });

  it("counts as kept if the encoder does not complete", async () => {
    vi.useFakeTimers();
    FakeVideoEncoder.hangs = true;
    const kept = keepsOrder(CONFIG);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await kept).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});
