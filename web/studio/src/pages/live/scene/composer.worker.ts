/** Composition of video inputs. Runs in a worker, because browsers throttle the timers of hidden pages. */

import { type Composed, Composer } from "./composer.ts";
import { FrameCanvas } from "./frame-canvas.ts";
import type { InputName } from "./layers.ts";

/** Message of the page. The first one is `start`. */
export type ToComposer =
  | { kind: "start"; writable: WritableStream<VideoFrame> }
  | { kind: "show"; composed: Composed }
  | { kind: "input"; name: InputName; readable?: ReadableStream<VideoFrame> }
  | { kind: "logo"; logo?: ImageBitmap };

/** Message to the page: the first frame was composed, or whether this machine is too slow to compose all frames. */
export type FromComposer = { kind: "started" } | { kind: "slow"; isSlow: boolean };

/** Interval between two checks whether a frame is missing, in milliseconds. */
const TICK_MS = 8;

let canvas: FrameCanvas | undefined;
let composer: Composer<VideoFrame> | undefined;

addEventListener("message", ({ data }: MessageEvent<ToComposer>) => {
  switch (data.kind) {
    case "start":
      canvas = new FrameCanvas(data.writable, () => postMessage({ kind: "started" } satisfies FromComposer));
      composer = new Composer(canvas, () => performance.now());
      run(composer);
      break;
    case "show":
      composer?.show(data.composed);
      break;
    case "input":
      composer?.replace(data.name, data.readable);
      break;
    case "logo":
      if (canvas !== undefined) {
        canvas.logo?.close();
        canvas.logo = data.logo;
      }
      break;
  }
});

function run(composer: Composer<VideoFrame>): void {
  let wasSlow = false;
  setInterval(() => {
    composer.tick();
    const { isSlow } = composer;
    if (isSlow !== wasSlow) {
      wasSlow = isSlow;
      postMessage({ kind: "slow", isSlow } satisfies FromComposer);
    }
  }, TICK_MS);
}
