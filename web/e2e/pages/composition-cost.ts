import { FrameCanvas } from "../../studio/src/pages/live/scene/frame-canvas.ts";
import { type Available, type InputName, layersOf } from "../../studio/src/pages/live/scene/layers.ts";
import { DEFAULT_SCENE, type Scene } from "../../studio/src/pages/live/scene/scene.ts";

/** Scenes to compose, and the inputs of each of them. `camera` is not composed. */
const SCENES = {
  camera: [DEFAULT_SCENE, ["camera"]],
  "camera with title": [{ ...DEFAULT_SCENE, text: "Composed" }, ["camera"]],
  "screen with camera": [{ ...DEFAULT_SCENE, layout: "both" }, ["camera", "screen"]],
} as const satisfies Record<string, readonly [Scene, readonly InputName[]]>;

/** Name of a scene. */
export type SceneName = keyof typeof SCENES;

const FRAME_RATE = 30;

/** Composes frames, as the worker of the studio does, and encodes them as fast as possible. */
export async function composeAndEncode(name: SceneName, count: number, width: number, height: number): Promise<void> {
  const [scene, inputs] = SCENES[name];
  const moving = Array.from({ length: 8 }, (_, phase) => inputFrame(width, height, phase));
  const available: Available = Object.fromEntries(inputs.map((input) => [input, { width, height }]));
  const composed = { width, height, frameRate: FRAME_RATE, layers: layersOf(scene, available, { width, height }) };
  const encoder = new VideoEncoder({ output: () => {}, error: (error) => reportError(error) });
  const encode = async (frame: VideoFrame) => {
    encoder.encode(frame);
    frame.close();
    await encoder.flush();
  };
  encoder.configure({
    codec: "avc1.640028",
    width,
    height,
    bitrate: 2.5e6,
    framerate: FRAME_RATE,
    latencyMode: "realtime",
  });
  const canvas = new FrameCanvas(new WritableStream({ write: encode }), () => {});
  for (let i = 0; i < count; i++) {
    const timestampMs = (1000 * i) / FRAME_RATE;
    const frame = moving[i % moving.length] as VideoFrame;
    if (name === "camera") {
      await encode(new VideoFrame(frame, { timestamp: 1000 * timestampMs }));
    } else {
      canvas.draw(composed, new Map(inputs.map((input) => [input, frame])));
      await canvas.output(timestampMs);
    }
  }
  encoder.close();
  for (const frame of moving) {
    frame.close();
  }
}

/** Returns a frame with the format of a camera, whose content moves from phase to phase. */
function inputFrame(codedWidth: number, codedHeight: number, phase: number): VideoFrame {
  const data = new Uint8Array((codedWidth * codedHeight * 3) / 2);
  for (let i = 0; i < data.length; i++) {
    data[i] = ((i % codedWidth) + Math.floor(i / codedWidth) + 6 * phase) >> 1;
  }
  return new VideoFrame(data, { format: "I420", codedWidth, codedHeight, timestamp: 0 });
}
