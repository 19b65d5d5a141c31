import { expect, type Page, test } from "@playwright/test";
import type { Shot } from "../pages/forced-camera.ts";
import type { Viewed } from "../pages/viewed-frames.ts";
import { readRecording } from "../recording.ts";
import { openBarePage } from "../support.ts";

const LANDSCAPE = { width: 640, height: 360 };

/** Frames that each shot has to contribute to the stream. */
const FRAMES = 15;

/** Publishes one shot after another as one stream, and returns what a viewer sees of it. */
async function broadcast(page: Page, gateway: string, shots: Shot[]): Promise<Viewed[]> {
  await openBarePage(page);
  await page.evaluate(
    async ([gateway, shots, frames]) => {
      const { sdk, ForcedCamera } = window.page;
      const mc = new sdk.MultiConnection(gateway);
      await mc.connect(["rtmp://a.example/live"], { require: "any" });
      const camera = new ForcedCamera(shots[0] ?? { width: 0, height: 0 });
      const stream = await mc.publish("frames", { video: camera.track, adaptive: false });
      const failed = stream.once("error").then((error) => Promise.reject(error));
      const sent = async (count: number) => {
        while (stream.stats.videoFrames < count) {
          await stream.once("stats");
        }
      };
      for (const shot of shots) {
        camera.shot = shot;
        // The next statistics tell what was sent of the shot before.
        await Promise.race([failed, stream.once("stats")]);
        await Promise.race([failed, sent(stream.stats.videoFrames + frames)]);
      }
      await stream.close();
      await mc.close();
      camera.stop();
    },
    [gateway, shots, FRAMES] as const,
  );
  const video = readRecording().filter(({ type }) => type === 9);
  const bodies = video.map(({ body }) => Buffer.from(body).toString("base64"));
  return page.evaluate((bodies) => window.page.view(bodies), bodies);
}

let gateway = "";

test.beforeEach(({ baseURL }) => {
  gateway = new URL("/v1", baseURL?.replace("http", "ws")).href;
});

test("shows frames upright in each orientation, at one size, while the camera is turned", async ({ page }) => {
  const orientations = ([0, 90, 180, 270] as const).flatMap((rotation) =>
    [false, true].map((flip) => ({ ...LANDSCAPE, rotation, flip })),
  );
  const viewed = await broadcast(page, gateway, orientations);
  const seen = ["RGBY", "GRYB", "|BRYG|", "|RBGY|", "YBGR", "BYRG", "|GYRB|", "|YGBR|"];
  expect(viewed.map(({ corners }) => corners)).toStrictEqual(seen);
  expect(new Set(viewed.map(({ size }) => size))).toStrictEqual(new Set(["640x360"]));
});

test("keeps its size while that of the camera changes", async ({ page }) => {
  const viewed = await broadcast(page, gateway, [
    { ...LANDSCAPE, cropped: true },
    { width: 480, height: 360, flip: true },
    { width: 641, height: 361, cropped: true },
    { width: 1280, height: 360, rotation: 180 },
    LANDSCAPE,
  ]);
  expect(viewed.map(({ corners }) => corners)).toStrictEqual(["RGBY", "|GRYB|", "RGBY", "=YBGR=", "RGBY"]);
  expect(new Set(viewed.map(({ size }) => size))).toStrictEqual(new Set(["640x360"]));
});

test("begins with the size of the first frame as it is shown", async ({ page }) => {
  const first = async (shot: Shot) => (await broadcast(page, gateway, [shot]))[0];
  expect(await first({ ...LANDSCAPE, rotation: 90 })).toMatchObject({ size: "360x640", corners: "BRYG" });
  expect(await first({ width: 641, height: 361 })).toMatchObject({ size: "640x360", corners: "RGBY" });
});

test("converts 10 bits and high dynamic range to what every player shows", async ({ page }) => {
  const viewed = await broadcast(page, gateway, [
    { ...LANDSCAPE, hdr: true },
    { ...LANDSCAPE, flip: true },
  ]);
  const srgb = { size: "640x360", transfer: "iec61966-2-1" };
  expect(viewed).toStrictEqual([
    { ...srgb, corners: "RGBY" },
    { ...srgb, corners: "GRYB" },
  ]);
});
