import { expect, test } from "@playwright/test";
import { type CapturePath, forceCapture, pretendHidden } from "../forced-capture.ts";
import { isConfig, readRecording } from "../recording.ts";
import { openBarePage, PAGES } from "../support.ts";

const TONES = [500, 1500] as const;

let gateway = "";

test.beforeEach(({ baseURL }) => {
  gateway = new URL("/v1", baseURL?.replace("http", "ws")).href;
});

/** Sources of video and sound that the worker receives, and what a probe finds. */
const PATHS = {
  processor: { sources: ["processor", "processor"], probed: ["processor", "processor"] },
  worker: { sources: ["track", "worklet"], probed: ["worker", "worklet"] },
  element: { sources: ["page", "worklet"], probed: ["element", "worklet"] },
} satisfies Record<CapturePath, object>;

for (const [path, { sources, probed }] of Object.entries(PATHS)) {
  test(`publishes frames and sound captured by the path "${path}"`, async ({ page }) => {
    await forceCapture(page, path as CapturePath);
    await openBarePage(page);
    const features = await page.evaluate(() => window.page.sdk.probe());
    expect([features.captureVideo.by, features.captureAudio.by]).toStrictEqual(probed);
    expect(features).toMatchObject({ h264: { level: "full", width: 1280 }, playback: { level: "full" } });
    const ended = await page.evaluate(
      async ([gateway, tones]) => {
        const { sdk, ForcedCamera, ForcedMicrophone } = window.page;
        const mc = new sdk.MultiConnection(gateway);
        await mc.connect(["rtmp://a.example/live"]);
        const camera = new ForcedCamera({ width: 640, height: 360 });
        const microphone = new ForcedMicrophone(tones);
        const media = { video: camera.track, audio: microphone.track };
        const stream = await mc.publish("capture", { ...media, adaptive: false });
        const failed = stream.once("error").then((error) => Promise.reject(error));
        const sent = async (frames: number) => {
          while (stream.stats.videoFrames < frames || stream.stats.audioFrames < 2 * frames) {
            await Promise.race([failed, stream.once("stats")]);
          }
        };
        await sent(30);
        // Another camera, which is turned.
        const turned = new ForcedCamera({ width: 640, height: 360, rotation: 180 });
        stream.attach({ video: turned.track });
        await sent(stream.stats.videoFrames + 30);
        // A track that the application stops fires no event.
        const ended: string[] = [];
        stream.on("ended", (track) => ended.push(track));
        turned.stop();
        microphone.stop();
        while (ended.length < 2) {
          await Promise.race([failed, stream.once("ended")]);
        }
        camera.stop();
        await stream.close();
        await mc.close();
        return ended.sort();
      },
      [gateway, TONES] as const,
    );
    expect(ended).toStrictEqual(["audio", "video"]);
    expect(await page.evaluate("sources")).toStrictEqual(sources);

    const tags = readRecording();
    const bodies = (type: number) =>
      tags.filter((tag) => tag.type === type).map(({ body }) => Buffer.from(body).toString("base64"));
    const viewed = await page.evaluate((bodies) => window.page.view(bodies), bodies(9));
    expect(viewed.map(({ size, corners }) => `${size} ${corners}`)).toStrictEqual(["640x360 RGBY", "640x360 YBGR"]);
    const { hertz, seconds } = await page.evaluate((bodies) => window.page.listen(bodies), bodies(8));
    expect(hertz.map((each) => Math.round(each / 50) * 50)).toStrictEqual([...TONES]);
    expect(seconds).toBeGreaterThan(1);

    for (const type of [8, 9]) {
      const times = tags.filter((tag) => tag.type === type && !isConfig(tag)).map(({ timestamp }) => timestamp);
      const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThan(0);
      if (type === 8) {
        // 1024 audio frames at 44.1 kHz, the rate of some devices.
        expect(Math.max(...gaps)).toBeLessThanOrEqual(24);
      }
    }
  });
}

test("says what the security policy needs if the worklet does not load", async ({ page }) => {
  await forceCapture(page, "element");
  await page.goto(`${PAGES}/`);
  const message = await page.evaluate(async (gateway) => {
    const { sdk, ForcedMicrophone } = window.page;
    sdk.configure({ workletUrl: undefined } as never);
    const mc = new sdk.MultiConnection(gateway);
    await mc.connect(["rtmp://a.example/live"]);
    const microphone = new ForcedMicrophone([440, 440]);
    const error = await mc.publish("blocked", { audio: microphone.track }).catch((error) => error);
    await mc.close();
    return `${error.code} ${error.message}`;
  }, gateway);
  expect(message).toMatch(
    /^unsupported sound cannot be captured: .* needs "script-src blob:", or the option workletUrl$/,
  );
});

test("continues to capture frames of an element while the page is hidden", async ({ page }) => {
  await forceCapture(page, "element");
  await openBarePage(page);
  await page.evaluate(async (gateway) => {
    const { sdk, ForcedCamera } = window.page;
    const mc = new sdk.MultiConnection(gateway);
    await mc.connect(["rtmp://a.example/live"]);
    const camera = new ForcedCamera({ width: 640, height: 360 });
    const stream = await mc.publish("hidden", { video: camera.track, adaptive: false });
    // A frame of the visible page is published before the camera is flipped.
    while (stream.stats.videoFrames === 0) {
      await stream.once("stats");
    }
    Object.assign(window, { mc, camera, stream });
  }, gateway);
  await pretendHidden(page);
  const throttled = await page.evaluate(async () => {
    const { mc, camera, stream } = window as unknown as {
      mc: import("multiconnection").MultiConnection;
      camera: { shot: object; stop(): void };
      stream: import("multiconnection").PublishedStream;
    };
    const throttled: boolean[] = [];
    stream.on("throttled", (now) => throttled.push(now));
    camera.shot = { width: 640, height: 360, flip: true };
    const frames = stream.stats.videoFrames + 60;
    while (stream.stats.videoFrames < frames) {
      await stream.once("stats");
    }
    camera.stop();
    await mc.close();
    return throttled;
  });
  expect(throttled).toStrictEqual([]);
  const bodies = readRecording().flatMap(({ type, body }) =>
    type === 9 ? [Buffer.from(body).toString("base64")] : [],
  );
  const viewed = await page.evaluate((bodies) => window.page.view(bodies), bodies);
  expect(viewed.map(({ corners }) => corners)).toStrictEqual(["RGBY", "GRYB"]);
});
