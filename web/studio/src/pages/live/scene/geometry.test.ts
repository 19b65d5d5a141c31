import { describe, expect, it } from "vitest";
import { contain, cover, hasSameAspect, moved, placed, type Rect } from "./geometry.ts";

const CANVAS = { x: 0, y: 0, width: 1280, height: 720 };
const SIZES = [
  [1280, 720],
  [720, 1280],
  [1080, 1080],
  [640, 480],
  [3440, 1440],
  [1, 1000],
].map(([width = 0, height = 0]) => ({ width, height }));

const text = ({ x, y, width, height }: Rect) => `${x},${y} ${width}x${height}`;

describe("a frame", () => {
  it.each([
    [1920, 1080, "0,0 1280x720", "0,0 1280x720"],
    [640, 480, "160,0 960x720", "0,-120 1280x960"],
    [720, 1280, "438,0 405x720", "0,-778 1280x2276"],
    [2560, 720, "0,180 1280x360", "-640,0 2560x720"],
  ])("of %i × %i fits an area, and fills it", (width, height, fitted, filled) => {
    expect(text(contain({ width, height }, CANVAS))).toBe(fitted);
    expect(text(cover({ width, height }, CANVAS))).toBe(filled);
  });

  it("fits inside of any area, and leaves no gap when it fills one", () => {
    for (const source of SIZES) {
      for (const size of SIZES) {
        const area = { x: 17, y: 31, ...size };
        const inner = contain(source, area);
        expect(inner.width).toBeLessThanOrEqual(area.width);
        expect(inner.height).toBeLessThanOrEqual(area.height);
        const outer = cover(source, area);
        expect(outer.x).toBeLessThanOrEqual(area.x);
        expect(outer.y).toBeLessThanOrEqual(area.y);
        expect(outer.x + outer.width).toBeGreaterThanOrEqual(area.x + area.width);
        expect(outer.y + outer.height).toBeGreaterThanOrEqual(area.y + area.height);
      }
    }
  });

  it.each([
    [1920, 1080, true],
    [854, 480, true],
    [1280, 800, false],
    [720, 1280, false],
  ])("of %i × %i has the aspect ratio of 1280 × 720: %s", (width, height, expected) => {
    expect(hasSameAspect({ width, height }, CANVAS)).toBe(expected);
  });
});

describe("a box", () => {
  it("stays inside of the canvas, wherever it is moved", () => {
    const moves = [-5000, -333, -1, 0, 7, 421, 5000];
    for (const canvas of SIZES.slice(0, 5)) {
      for (const share of [0.1, 0.4, 0.9]) {
        const box = { width: Math.round(canvas.width * share), height: Math.round(canvas.height * share) };
        let position = { x: 0.5, y: 0.5 };
        for (const x of moves) {
          for (const y of moves) {
            position = moved(position, { x, y }, box, canvas);
            const rect = placed(box, position, canvas);
            expect(rect.x).toBeGreaterThanOrEqual(0);
            expect(rect.y).toBeGreaterThanOrEqual(0);
            expect(rect.x + rect.width).toBeLessThanOrEqual(canvas.width);
            expect(rect.y + rect.height).toBeLessThanOrEqual(canvas.height);
          }
        }
      }
    }
  });

  it("moves by as many pixels as asked", () => {
    const box = { width: 320, height: 180 };
    const before = placed(box, { x: 0.5, y: 0.5 }, CANVAS);
    const after = placed(box, moved({ x: 0.5, y: 0.5 }, { x: -100, y: 60 }, box, CANVAS), CANVAS);
    expect([after.x - before.x, after.y - before.y]).toStrictEqual([-100, 60]);
  });
});
