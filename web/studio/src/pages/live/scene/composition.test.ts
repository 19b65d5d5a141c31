import type { Source } from "multiconnection";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Composed } from "./composer.ts";
import { Composition } from "./composition.ts";
import type { Compositor, CompositorListener, InputTracks } from "./compositor.ts";
import { DEFAULT_SCENE, type Scene } from "./scene.ts";

const FORMAT = { width: 1280, height: 720, frameRate: 30 };
const HD = { width: 1920, height: 1080 };

/** Compositor whose worker a test controls. */
class FakeCompositor implements Compositor {
  readonly source = source("composed");
  readonly shown: Array<{ composed: Composed; tracks: InputTracks }> = [];

  constructor(readonly listener: CompositorListener) {}

  show(composed: Composed, tracks: InputTracks): void {
    this.shown.push({ composed, tracks });
  }
}

function source(label: string) {
  return { track: { label } as MediaStreamTrack, close: vi.fn<() => void>(), [Symbol.dispose]: () => {} };
}

const camera = { source: source("camera"), size: HD, isOff: false };
const screen = { source: source("screen"), size: HD, isOff: false };

/** Composition, with its published sources and its compositors. */
function bench(scene: Partial<Scene> = {}) {
  const published: string[] = [];
  const arranged: Scene[] = [];
  const compositors: FakeCompositor[] = [];
  const listener = {
    switched: ({ track }: Source) => published.push(track.label),
    arranged: (each: Scene) => arranged.push(each),
  };
  const composition = new Composition({ ...DEFAULT_SCENE, ...scene }, listener, (listener) => {
    const compositor = new FakeCompositor(listener);
    compositors.push(compositor);
    return compositor;
  });
  return { composition, published, arranged, compositors };
}

beforeEach(() => vi.useFakeTimers());

describe("the published video", () => {
  it("is the camera itself while nothing is composed", () => {
    const { composition, published, compositors } = bench();
    composition.provide({ camera }, FORMAT);
    expect(composition.source).toBe(camera.source);
    expect([published, compositors]).toStrictEqual([["camera"], []]);
  });

  it("becomes a composition at its first frame, and stays the same track while the layout changes", () => {
    const { composition, published, compositors, arranged } = bench();
    composition.provide({ camera, screen }, FORMAT);
    composition.arrange({ layout: "both" });
    expect(published).toStrictEqual(["camera"]);
    expect(composition.overlay).toBeUndefined();
    compositors[0]?.listener.started();
    composition.arrange({ text: "Hello" });
    composition.arrange({ layout: "screen" });
    composition.arrange({ layout: "camera" });
    expect(published).toStrictEqual(["camera", "composed"]);
    expect(compositors.length).toBe(1);
    expect(compositors[0]?.shown.at(-1)).toMatchObject({
      composed: { ...FORMAT, layers: [{ kind: "video", input: "camera" }, { kind: "text" }] },
      tracks: { camera: camera.source.track, screen: screen.source.track },
    });
    expect(arranged.at(-1)).toMatchObject({ layout: "camera", text: "Hello" });
  });

  it("is slow if its compositor says so, until it is replaced", () => {
    const { composition, compositors } = bench({ layout: "both" });
    composition.provide({ camera, screen }, FORMAT);
    compositors[0]?.listener.slowed(true);
    expect(composition.isSlow).toBe(true);
    composition.arrange({ layout: "camera" });
    expect(composition.isSlow).toBe(false);
    compositors[0]?.listener.slowed(true);
    expect(composition.isSlow).toBe(false);
  });

  it("returns to the camera, and closes the compositor once its last frames are published", () => {
    const { composition, published, compositors } = bench({ layout: "both" });
    composition.provide({ camera, screen }, FORMAT);
    expect(published).toStrictEqual(["composed"]);
    composition.provide({ camera }, FORMAT);
    expect(published).toStrictEqual(["composed", "camera"]);
    // The frames that are still published are of the new layout.
    expect(compositors[0]?.shown.at(-1)?.composed.layers).toMatchObject([{ input: "camera" }]);
    expect(compositors[0]?.source.close).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(compositors[0]?.source.close).toHaveBeenCalledOnce();
  });

  it("is the screen or the camera alone if the browser or its worker cannot compose", () => {
    const { composition, published, compositors } = bench({ layout: "both", text: "Hello" });
    composition.provide({ camera, screen }, FORMAT);
    compositors[0]?.listener.failed("no context");
    expect(composition.canCompose).toBe(false);
    expect(published).toStrictEqual(["composed", "screen"]);
    composition.arrange({ layout: "camera" });
    expect(published.at(-1)).toBe("camera");
  });

  it("is nothing while no input is open", () => {
    const { composition } = bench({ text: "Hello" });
    composition.provide({ camera }, FORMAT);
    composition.provide({}, FORMAT);
    expect(composition.source).toBeUndefined();
  });
});
