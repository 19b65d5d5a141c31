import { createRequire } from "node:module";
import { type Browser, expect, type Page, test } from "@playwright/test";
import type Mpegts from "mpegts.js";
import { DESTINATIONS, failOnErrors, REAL, STREAM_KEY, Studio } from "./support.ts";

const video = (page: Page) => page.locator("multi-connection-player video");

async function watch(page: Page, name: string, servers: readonly string[]): Promise<void> {
  failOnErrors(page);
  await page.goto("./watch.html");
  await page.getByRole("textbox", { name: "Servers" }).fill(servers.join("\n"));
  await page.getByRole("textbox", { name: "Stream name" }).fill(name);
  await page.getByTestId("connect").click();
}

/** Expects that mpegts.js without the SDK plays a stream of the gateway without errors. */
async function expectMpegtsPlays(browser: Browser, url: string): Promise<void> {
  const page = await browser.newPage({ bypassCSP: true });
  await page.goto("./watch.html");
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve("mpegts.js") });
  await page.evaluate((source) => {
    const { mpegts } = window as unknown as { mpegts: typeof Mpegts };
    const element = document.body.appendChild(document.createElement("video"));
    const player = mpegts.createPlayer({ type: "flv", isLive: true, url: source });
    element.id = "other";
    element.muted = true;
    player.on(mpegts.Events.ERROR, (...what: unknown[]) => element.setAttribute("data-error", JSON.stringify(what)));
    player.attachMediaElement(element);
    player.load();
    void player.play();
  }, url);
  const other = page.locator("#other");
  const frames = () =>
    other.evaluate((element: HTMLVideoElement) => element.getVideoPlaybackQuality().totalVideoFrames);
  await expect.poll(frames).toBeGreaterThan(50);
  await expect(other).not.toHaveAttribute("data-error");
  await page.close();
}

test("plays a broadcast with its details and links for other players", async ({ page, browser }) => {
  test.setTimeout(120_000);
  const studio = new Studio(await browser.newPage());
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");

  await watch(page, STREAM_KEY, DESTINATIONS);
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing", { timeout: 20_000 });
  const time = () => video(page).evaluate((element: HTMLVideoElement) => element.currentTime);
  const before = await time();
  await expect.poll(time).toBeGreaterThan(before + 1);
  await expect(page.getByTestId("facts")).toContainText(/\d+ × \d+/);
  await expect(page.getByTestId("facts")).toContainText("AVC, AAC");
  await expect(page.getByTestId("metadata")).toContainText("width");
  await expect(page.getByTestId("event-log")).toContainText("NetStream.Play.Start");
  const link = new URL(await page.getByTestId("http-flv").getByRole("textbox").inputValue());
  expect(link.pathname).toBe(`/live/${STREAM_KEY}.flv`);
  expect(link.searchParams.getAll("server")).toStrictEqual([...DESTINATIONS]);

  if (REAL) {
    await expectMpegtsPlays(browser, link.href);
  }

  await page.getByTestId("disconnect").click();
  await expect(video(page)).toHaveCount(0);
  await studio.end();
  await studio.page.close();
});

test("fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await watch(page, "missing", DESTINATIONS);
  // Some servers report a missing stream, others wait for it.
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", /offline|loading|waiting/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
