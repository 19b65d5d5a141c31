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
    await page.evaluate("before = video; video = new Video(); video.attachVideo(ns);");
    await expect.poll(decoded).toBeGreaterThan(6);
    expect(await look(page, "before.videoWidth")).toBe(0);
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
