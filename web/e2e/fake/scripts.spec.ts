import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, type Page, test } from "@playwright/test";
import { openBarePage, PAGES } from "../support.ts";

const look = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;

test.describe("Flash code", () => {
  test.beforeEach(async ({ page }) => {
    await openBarePage(page);
    await page.addScriptTag({ url: "/sdk/multiconnection-flash.js" });
    await page.evaluate("codes = []; meta = undefined;");
  });

  test("plays a stream of a NetConnection in a Video and moves it to another one", async ({ page }) => {
    await page.evaluate(`
      nc = new NetConnection();
      ns = new NetStream(nc);
      ns.onStatus = function (info) { codes.push(info.code); };
      ns.onMetaData = function (info) { meta = info; };
      video = new Video(320, 180);
      document.body.appendChild(video.element);
      video.attachVideo(ns);
      nc.connect("rtmp://a.example/live");
      ns.play("show", -1);
    `);
    await expect.poll(() => look(page, "codes")).toContain("NetStream.Buffer.Full");
    expect(await look<string[]>(page, "codes")).toContain("NetStream.Play.Start");
    expect(await look(page, "meta.width")).toBe(256);
    const decoded = () => look<number>(page, "video.element.getVideoPlaybackQuality().totalVideoFrames");
    await expect.poll(decoded).toBeGreaterThan(12);
    expect(await look(page, "[video.videoWidth, video.width]")).toStrictEqual([256, 320]);
    expect(await look<number>(page, "ns.bufferLength")).toBeGreaterThan(0);
    await expect.poll(() => look<number>(page, "ns.currentFps")).toBeGreaterThan(8);
    expect(await look<number>(page, "ns.liveDelay")).toBeGreaterThan(0);
    await page.evaluate("sound = ns.soundTransform; sound.volume = 0.5; ns.soundTransform = sound;");
    expect(await look<number>(page, "video.element.volume")).toBe(0.5);
    await page.evaluate("before = video; video = new Video(); video.attachVideo(ns);");
    await expect.poll(decoded).toBeGreaterThan(6);
    expect(await look(page, "[before.videoWidth, video.element.volume]")).toStrictEqual([0, 0.5]);
    await page.evaluate("ns.pause()");
    await expect.poll(() => look(page, "codes")).toContain("NetStream.Pause.Notify");
    const time = await look<number>(page, "ns.time");
    await page.evaluate("ns.pause()");
    await expect.poll(() => look<number>(page, "ns.time")).toBeGreaterThan(time + 0.5);
    await page.evaluate("ns.close(); nc.close();");
    await expect.poll(() => look(page, "video.videoWidth")).toBe(0);
  });

  test("plays the sound of a stream without a Video, with failover", async ({ page }) => {
    await page.evaluate(`
      mc = new MultiConnection();
      mc.nsStatus = function (info) { codes.push(info.code); };
      mc.connect(["rtmp://lost.example/live", "rtmp://b.example/live"]);
      mc.play("show", -1);
    `);
    await expect.poll(() => look(page, "codes")).toContain("NetStream.Buffer.Full");
    await expect.poll(() => look(page, "codes")).toContain("NetStream.Play.Failover");
    const time = await look<number>(page, "mc.nsTime()");
    await expect.poll(() => look<number>(page, "mc.nsTime()")).toBeGreaterThan(time + 1);
  });

  test("measures the activity of devices while it publishes them, and applies the gain", async ({ page }) => {
    page.on("pageerror", (error) => expect.soft(String(error), "error on the page").toBe(""));
    await page.evaluate(`
      active = [];
      Camera.prototype.onActivity = function (is) { active.push("camera " + is); };
      mic = Microphone.get();
      mic.onActivity = function (is) { active.push("microphone " + is); };
      cam = Camera.get();
      cam.setMotionLevel(0);
      nc = new NetConnection();
      nc.connect("rtmp://a.example/live");
      ns = new NetStream(nc);
      ns.onStatus = function (info) { codes.push(info.code); };
      ns.attachAudio(mic);
      ns.attachVideo(cam);
      ns.publish("cast");
    `);
    await expect.poll(() => look(page, "codes")).toContain("NetStream.Publish.Start");
    expect(await look<number>(page, "cam.currentFps")).toBe(25);
    await expect.poll(() => look(page, "active")).toContain("camera true");
    await expect.poll(() => look(page, "active")).toContain("microphone true");
    await expect.poll(() => look<number>(page, "mic.activityLevel")).toBeGreaterThan(20);
    expect(await look<string[]>(page, "[].concat(Camera.names, Microphone.names)")).toContain("fake_device_0");
    await page.evaluate("mic.setGain(0);");
    await expect.poll(() => look<number>(page, "mic.activityLevel")).toBe(0);
    const time = await look<number>(page, "ns.time");
    await expect.poll(() => look<number>(page, "ns.time")).toBeGreaterThan(time + 1);
    await page.evaluate("ns.close(); nc.close();");
  });

  test("keeps local shared objects", async ({ page }) => {
    await page.evaluate("so = SharedObject.getLocal('scores'); so.data.best = [7]; so.data.best.push(new Date(5));");
    await page.reload();
    await page.addScriptTag({ url: "/sdk/multiconnection-flash.js" });
    expect(await look(page, "SharedObject.getLocal('scores').data.best[1].getTime()")).toBe(5);
    await page.evaluate("SharedObject.getLocal('scores').clear();");
    expect(await look(page, "localStorage.length")).toBe(0);
  });
});

test("elements work on a page of another origin with one script tag", async ({ page }) => {
  page.on("pageerror", (error) => expect.soft(String(error), "error on the page").toBe(""));
  const html = `<!doctype html><title>Elsewhere</title>
    <multi-connection-player servers="rtmp://a.example/live" name="show" autoplay></multi-connection-player>
    <script type="module" src="${PAGES}/sdk/multiconnection-elements.js"></script>`;
  const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(html));
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  const player = page.locator("multi-connection-player");
  await expect(player).toHaveAttribute("data-phase", "playing");
  expect(await player.evaluate((element) => (element as HTMLElement & { gateway: string }).gateway)).toBe(
    `${PAGES.replace("http", "ws")}/v1`,
  );
  elsewhere.close();
});
