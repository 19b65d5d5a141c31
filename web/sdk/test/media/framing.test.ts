import { describe, expect, it } from "vitest";
import { fit } from "../../src/media/avc.ts";
import { drawnRect, type FrameShape } from "../../src/media/framing.ts";

const REC_709 = { primaries: "bt709", transfer: "bt709", matrix: "bt709" };

/** Frame of pixels of a size, which are turned for display. */
function frame(width: number, height: number, shape: Partial<FrameShape> = {}): FrameShape {
  const isTurned = (shape.rotation ?? 0) % 180 !== 0;
  return {
    displayWidth: isTurned ? height : width,
    displayHeight: isTurned ? width : height,
    visibleRect: { width, height },
    format: "NV12",
    colorSpace: REC_709,
    ...shape,
  };
}

const LANDSCAPE = { width: 640, height: 360 };
const PORTRAIT = { width: 360, height: 640 };
const whole = (size: { width: number; height: number }) => ({ x: 0, y: 0, ...size });

describe("a frame and the canvas of an encoder", () => {
  it.each([
    [0, false, LANDSCAPE, undefined],
    [0, true, LANDSCAPE, whole(LANDSCAPE)],
    [180, false, LANDSCAPE, whole(LANDSCAPE)],
    [180, true, LANDSCAPE, whole(LANDSCAPE)],
    [90, false, PORTRAIT, whole(PORTRAIT)],
    [90, true, PORTRAIT, whole(PORTRAIT)],
    [270, false, PORTRAIT, whole(PORTRAIT)],
    [270, true, PORTRAIT, whole(PORTRAIT)],
  ])("640x360 turned by %d°, mirrored: %s, is encoded as %o and drawn at %o", (rotation, flip, size, rect) => {
    const turned = frame(640, 360, { rotation, flip });
    expect(
      fit({ width: turned.displayWidth, height: turned.displayHeight }, { width: 1920, height: 1080 }),
    ).toStrictEqual(size);
    expect(drawnRect(turned, size)).toStrictEqual(rect);
  });

  it.each([
    ["turned while live", frame(640, 360, { rotation: 90 }), { x: 218, y: 0, width: 203, height: 360 }],
    ["smaller", frame(320, 180), whole(LANDSCAPE)],
    ["larger", frame(1920, 1080), whole(LANDSCAPE)],
    ["of 4:3", frame(640, 480), { x: 80, y: 0, width: 480, height: 360 }],
    ["wide", frame(1280, 360), { x: 0, y: 90, width: 640, height: 180 }],
    ["one line larger", frame(641, 361), { x: 0, y: 0, width: 641, height: 361 }],
    ["one column larger", frame(641, 360), { x: 0, y: 0, width: 641, height: 360 }],
    ["with bars of less than two pixels", frame(1278, 720), whole(LANDSCAPE)],
    ["of other pixels than square ones", frame(480, 360, { displayWidth: 640 }), whole(LANDSCAPE)],
  ])("640x360 shows a frame %s at its place", (_, shape, rect) => {
    expect(drawnRect(shape, LANDSCAPE)).toStrictEqual(rect);
  });

  it("leaves the pixels of a cropped frame of the right size to the encoder", () => {
    const cropped = { ...frame(640, 360), visibleRect: { x: 16, y: 8, width: 640, height: 360 } };
    expect(drawnRect(cropped, LANDSCAPE)).toBeUndefined();
  });

  it("draws frames of browsers without an orientation only if their size differs", () => {
    const { rotation, flip, ...plain } = frame(640, 360);
    expect(drawnRect(plain, LANDSCAPE)).toBeUndefined();
    expect(drawnRect(plain, PORTRAIT)).toStrictEqual({ x: 0, y: 218, width: 360, height: 203 });
  });
});

describe("the colours of a frame", () => {
  const UNKNOWN = { primaries: null, transfer: null, matrix: null };
  const REC_601 = { primaries: "smpte170m", transfer: "smpte170m", matrix: "smpte170m" };
  const SRGB = { primaries: "bt709", transfer: "iec61966-2-1", matrix: "rgb" };

  it.each([
    ["I420", REC_709],
    ["NV12", REC_601],
    ["BGRX", SRGB],
    ["I444", REC_709],
    [null, UNKNOWN],
  ])("of format %s in %o stay", (format, colorSpace) => {
    expect(drawnRect(frame(640, 360, { format, colorSpace }), LANDSCAPE)).toBeUndefined();
  });

  it.each([
    ["I420P10", REC_709],
    ["I422P12", REC_709],
    ["I444AP10", REC_709],
    ["NV12", { primaries: "bt2020", transfer: "pq", matrix: "bt2020-ncl" }],
    [null, { primaries: "bt2020", transfer: "hlg", matrix: "bt2020-ncl" }],
    ["NV12", { ...REC_709, primaries: "smpte432" }],
    ["RGBA", { ...SRGB, transfer: "linear" }],
  ])("of format %s in %o are drawn in sRGB", (format, colorSpace) => {
    expect(drawnRect(frame(640, 360, { format, colorSpace }), LANDSCAPE)).toStrictEqual(whole(LANDSCAPE));
  });
});
