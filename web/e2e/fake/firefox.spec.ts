import { expect, test } from "@playwright/test";
import { Firefox, missingPrograms } from "../firefox.ts";
import { isConfig, readRecording } from "../recording.ts";
import { PAGES } from "../support.ts";

/** Tone of the microphone of Firefox for tests, in Hz. */
const TONE = 1000;

let gateway = "";

test.beforeEach(({ baseURL }) => {
  gateway = new URL("/v1", baseURL?.replace("http", "ws")).href;
  test.skip(missingPrograms().length > 0 && !process.env.CI, `without ${missingPrograms().join(" and ")}`);
});

test("Firefox publishes frames and sound", async ({ page }) => {
  await using firefox = await Firefox.launch();
  await firefox.open(`${PAGES}/`);
  const features = await firefox.evaluate(() => window.page.sdk.probe(), undefined);
  expect(features).toMatchObject({
    captureVideo: { by: "element" },
    captureAudio: { by: "worklet" },
    h264: { level: "limited", profile: "Constrained Baseline" },
    aac: { by: "wasm" },
    playback: { level: "full", by: "MediaSource" },
  });
  await firefox.evaluate(async (gateway) => {
    const { sdk } = window.page;
    const mc = new sdk.MultiConnection(gateway);
    await mc.connect(["rtmp://a.example/live"]);
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 360 });
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const paint = () => {
      for (const [i, colour] of ["#f00", "#0f0", "#00f", "#ff0"].entries()) {
        context.fillStyle = colour;
        context.fillRect((i % 2) * 320, (i >> 1) * 180, 320, 180);
      }
    };
    paint();
    const timer = setInterval(paint, 33);
    const microphone = await sdk.Microphone.get();
    const stream = await mc.publish("firefox", { video: sdk.Canvas.of(canvas), audio: microphone });
    const failed = stream.once("error").then((error) => Promise.reject(error));
    while (stream.stats.videoFrames < 60 || stream.stats.audioFrames < 100) {
      await Promise.race([failed, stream.once("stats")]);
    }
    await stream.close();
    await mc.close();
    clearInterval(timer);
    microphone.close();
  }, gateway);
  await page.goto(`${PAGES}/`);
  const tags = readRecording();
  const bodies = (type: number) =>
    tags.filter((tag) => tag.type === type).map(({ body }) => Buffer.from(body).toString("base64"));
  const viewed = await page.evaluate((bodies) => window.page.view(bodies), bodies(9));
  expect(viewed.map(({ size, corners }) => `${size} ${corners}`)).toStrictEqual(["640x360 RGBY"]);
  const { hertz } = await page.evaluate((bodies) => window.page.listen(bodies), bodies(8));
  expect(hertz.map((each) => Math.round(each / 50) * 50)).toStrictEqual([TONE]);
});

test("Firefox continues to publish the camera in a hidden tab", async () => {
  await using firefox = await Firefox.launch();
  await firefox.open(`${PAGES}/`);
  const publish = async (gateway: string) => {
    const { sdk } = window.page;
    const mc = new sdk.MultiConnection(gateway);
    await mc.connect(["rtmp://a.example/live"]);
    const camera = await sdk.Camera.get({ width: 640, height: 360 });
    const stream = await mc.publish("hidden", { video: camera });
    const throttled: boolean[] = [];
    stream.on("throttled", (now) => throttled.push(now));
    Object.assign(window, { mc, stream, throttled });
  };
  await firefox.evaluate(publish, gateway);
  await firefox.hide();
  const { isHidden, from, throttled } = await firefox.evaluate(async () => {
    const { mc, stream, throttled } = window as unknown as {
      mc: import("multiconnection").MultiConnection;
      stream: import("multiconnection").PublishedStream;
      throttled: boolean[];
    };
    await stream.once("stats");
    const [isHidden, from, frames] = [document.hidden, stream.stats.timestamp, stream.stats.videoFrames + 60];
    while (stream.stats.videoFrames < frames) {
      await stream.once("stats");
    }
    await stream.close();
    await mc.close();
    return { isHidden, from, throttled };
  }, undefined);
  expect({ isHidden, throttled }).toStrictEqual({ isHidden: true, throttled: [] });
  const times = readRecording().flatMap((tag) =>
    tag.type === 9 && !isConfig(tag) && tag.timestamp > from ? [tag.timestamp] : [],
  );
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  // The last frame would be repeated every 500 ms. The median ignores stalls of a busy machine.
  expect(gaps.toSorted((a, b) => a - b)[gaps.length >> 1]).toBeLessThan(250);
});

test("Firefox plays frames and sound", async () => {
  await using firefox = await Firefox.launch();
  await firefox.open(`${PAGES}/`);
  const seen = await firefox.evaluate(async (gateway) => {
    const mc = new window.page.sdk.MultiConnection(gateway);
    await mc.connect(["rtmp://a.example/live"]);
    const stream = await mc.play("watched");
    const video = document.querySelector("video") as HTMLVideoElement;
    const player = await stream.attach(video);
    const enough = () => video.getVideoPlaybackQuality().totalVideoFrames > 30 && video.currentTime > 2;
    while (!enough()) {
      await new Promise((resolve) => video.addEventListener("timeupdate", resolve, { once: true }));
    }
    const { mozHasAudio: hasSound } = video as unknown as { mozHasAudio: boolean };
    const { phase } = player.state;
    await mc.close();
    return { phase, hasSound };
  }, gateway);
  expect(seen).toStrictEqual({ phase: "playing", hasSound: true });
});
