import { expect, type Page, test } from "@playwright/test";
import { DESTINATIONS, failOnErrors, REAL, STREAM_KEY, Studio } from "./support.ts";

const video = (page: Page) => page.locator("multi-connection-player video");

async function watch(page: Page, name: string, servers: readonly string[]): Promise<void> {
  failOnErrors(page);
  await page.goto("./watch.html");
  await page.getByRole("textbox", { name: "Servers" }).fill(servers.join("\n"));
  await page.getByRole("textbox", { name: "Name of the stream" }).fill(name);
  await page.getByTestId("connect").click();
}

/** "FLV", version 1, with sound and pictures (Adobe Flash Video File Format, annex E.2). */
async function firstBytes(url: string): Promise<number[]> {
  const reading = new AbortController();
  const { body } = await fetch(url, { signal: reading.signal });
  const { value } = (await body?.getReader().read()) ?? {};
  reading.abort();
  return [...(value ?? [])].slice(0, 5);
}

test("a broadcast is watched, with what is known of it and where other players find it", async ({ page, browser }) => {
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
    expect(await page.evaluate(firstBytes, link.href)).toStrictEqual([0x46, 0x4c, 0x56, 1, 5]);
  }

  await page.getByTestId("disconnect").click();
  await expect(video(page)).toHaveCount(0);
  await studio.end();
  await studio.page.close();
});

test("another server plays on where one is lost, and the gap is told", async ({ page }) => {
  test.skip(REAL, "only a fake server is lost when it is asked to be");
  await watch(page, "show", ["rtmp://lost.example/live", "rtmp://b.example/live"]);
  await expect(page.getByTestId("event-log")).toContainText(
    "Server 1 plays on, 120 ms after the last frame of server 0.",
  );
  await expect(page.getByTestId("facts")).toContainText("1 · 120 ms gap");
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing");
});

test("the page to watch fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await watch(page, "missing", DESTINATIONS);
  // Some servers say that a stream is not there, others wait for it.
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", /offline|loading|waiting/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
