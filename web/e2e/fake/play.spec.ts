import { expect, type Page, test } from "@playwright/test";
import { openBarePage } from "../support.ts";

test.beforeEach(({ page }) => openBarePage(page));

/** Plays in the video element of the page, and exposes the objects on the window. */
async function play(page: Page, name: string, options: object = {}, servers = ["rtmp://a.example/live"]) {
  await page.evaluate(
    async ([name, options, servers]) => {
      const { sdk, gateway } = window.page;
      const mc = new sdk.MultiConnection(gateway);
      await mc.connect(servers as string[], { require: "any" });
      const stream = await mc.play(name as string, options as object);
      const video = document.querySelector("video") as HTMLVideoElement;
      const player = await stream.attach(video);
      Object.assign(window, { mc, stream, player, video });
    },
    [name, options, servers] as const,
  );
}

const look = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
const decoded = (page: Page) => look<number>(page, "player.state.decodedFrames");

test("decodes video and audio of a live stream close to the live edge", async ({ page }) => {
  await play(page, "show");
  await expect.poll(() => decoded(page)).toBeGreaterThan(24);
  expect(await look(page, "[video.videoWidth, video.videoHeight]")).toStrictEqual([256, 144]);
  await expect.poll(() => look(page, "player.state.phase")).toBe("playing");
  await expect.poll(() => look<number>(page, "video.webkitAudioDecodedByteCount")).toBeGreaterThan(1000);
  await expect.poll(() => look<number>(page, "player.state.latency")).toBeLessThan(1);
  const time = await look<number>(page, "stream.time");
  expect(time).toBeGreaterThan(60);
  await expect.poll(() => look<number>(page, "stream.time")).toBeGreaterThan(time + 1);
});

test("fails over to another server without interrupting the video", async ({ page }) => {
  await play(page, "show", {}, ["rtmp://lost.example/live", "rtmp://b.example/live"]);
  // Starts with the first frame: the element is reset once when playback starts.
  await expect.poll(() => decoded(page)).toBeGreaterThan(0);
  await page.evaluate("window.emptied = 0; video.addEventListener('emptied', () => window.emptied++)");
  await expect.poll(() => look(page, "stream.server")).toBe(1);
  const before = await decoded(page);
  await expect.poll(() => decoded(page)).toBeGreaterThan(before + 24);
  expect(await look(page, "stream.stats.failovers")).toBe(1);
  expect(await look(page, "emptied")).toBe(0);
  expect(await look<number>(page, "player.state.latency")).toBeLessThan(2);
});

test("plays audio without video", async ({ page }) => {
  await play(page, "audio-only");
  await expect.poll(() => look<number>(page, "video.webkitAudioDecodedByteCount")).toBeGreaterThan(1000);
  await expect.poll(() => look<number>(page, "video.currentTime")).toBeGreaterThan(1);
  expect(await decoded(page)).toBe(0);
});

test("plays video without audio", async ({ page }) => {
  await play(page, "video-only");
  await expect.poll(() => decoded(page)).toBeGreaterThan(12);
  await expect.poll(() => look<number>(page, "video.currentTime")).toBeGreaterThan(1);
});

test("continues at the live edge after a pause", async ({ page }) => {
  await play(page, "show");
  await expect.poll(() => decoded(page)).toBeGreaterThan(6);
  await page.evaluate("video.pause()");
  await expect.poll(() => look(page, "stream.isPaused")).toBe(true);
  const [frames, time] = await look<[number, number]>(page, "[player.state.decodedFrames, stream.time]");
  await page.evaluate("new Promise((resolve) => setTimeout(resolve, 1500))");
  await page.evaluate("player.play()");
  await expect.poll(() => decoded(page)).toBeGreaterThan(frames + 12);
  expect(await look<number>(page, "stream.time")).toBeGreaterThan(time + 1.5);
});

test("turns video off and on again", async ({ page }) => {
  await play(page, "show");
  await expect.poll(() => decoded(page)).toBeGreaterThan(6);
  await page.evaluate("stream.receiveVideo(false)");
  await expect.poll(() => look(page, "video.videoWidth")).toBe(0);
  await expect.poll(() => look<number>(page, "video.currentTime")).toBeGreaterThan(0.5);
  await page.evaluate("stream.receiveVideo(true)");
  await expect.poll(() => look(page, "video.videoWidth")).toBe(256);
  await expect.poll(() => decoded(page)).toBeGreaterThan(6);
});

test("seeks in a recording, ends with its last frame, and plays again", async ({ page }) => {
  await play(page, "show", { start: 0, buffer: 0.5 });
  await expect.poll(() => decoded(page)).toBeGreaterThan(3);
  await page.evaluate("player.seek(2.1)");
  await expect.poll(() => look<number>(page, "stream.time")).toBeGreaterThan(2);
  await expect.poll(() => look(page, "player.state.phase")).toBe("ended");
  expect(await look<number>(page, "stream.time")).toBeGreaterThan(2.9);
  await page.evaluate("player.play()");
  await expect.poll(() => look(page, "player.state.phase")).toBe("playing");
  expect(await look<number>(page, "stream.time")).toBeLessThan(2.5);
});

test("leaves an empty element after dispose, and attaches the stream again", async ({ page }) => {
  await play(page, "show");
  await expect.poll(() => decoded(page)).toBeGreaterThan(6);
  await page.evaluate("player.dispose()");
  expect(await look(page, "[video.src, video.readyState, video.poster, video.buffered.length]")).toStrictEqual([
    "",
    0,
    "",
    0,
  ]);
  await page.evaluate("stream.attach(video).then((again) => { window.player = again; })");
  await expect.poll(() => decoded(page)).toBeGreaterThan(6);
  await page.evaluate("mc.close()");
  expect(await look(page, "[video.src, stream.isClosed]")).toStrictEqual(["", true]);
});
