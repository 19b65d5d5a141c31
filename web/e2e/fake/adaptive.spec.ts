import { expect, test } from "@playwright/test";
import { SlowLink } from "../../fake-gateway/slow-link.ts";
import { lastRecording } from "../recording.ts";
import { standStill } from "../slow-machine.ts";
import { SlowStudio } from "../slow-studio.ts";
import { DESTINATIONS } from "../support.ts";

/** Number of stalls of the machine. */
const STALLS = 12;
/** Duration of a stall in milliseconds, longer than the delay from which a path counts as slow. */
const STALL_MS = 900;

test("reduces the bitrate on a slow uplink and restores it afterwards", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await studio.goLiveAtFullQuality();
  link.limit(await studio.shareOfUpload(0.4));
  await studio.expectReduced("uplink", "Your connection is slow");
  link.free();
  await studio.expectFullQuality();
  await expect(studio.log).toContainText("Full quality again.");
  await studio.end();

  // The bitrate changes without a new codec configuration, and with about one keyframe in two seconds.
  const { video, configurations, keyframes } = lastRecording();
  const gaps = video.map((time, i) => time - (video[i - 1] ?? time));
  expect(Math.max(...gaps)).toBeLessThan(3000);
  expect(configurations).toBe(2);
  expect(keyframes.length).toBeLessThan(((video.at(-1) ?? 0) / 2000) * 1.3 + 2);
});

test("keeps the bitrate on a machine that stalls again and again", async ({ page, browser }) => {
  test.setTimeout(240_000);
  const studio = await SlowStudio.begin(page, DESTINATIONS);
  await studio.goLiveAtFullQuality();
  for (let stall = 0; stall < STALLS; stall++) {
    await standStill(browser, STALL_MS);
    const before = await studio.timer.textContent();
    await expect(studio.timer).not.toHaveText(before ?? "");
  }
  await expect(page.getByTestId("live-quality")).not.toHaveAttribute("data-why", "uplink");
  await expect(studio.log).not.toContainText("Your connection is slow");
  await studio.end();
});

test("reduces the bitrate on a slow uplink of a machine that stalls, and restores it afterwards", async ({
  page,
  browser,
  baseURL,
}) => {
  test.setTimeout(300_000);
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await studio.goLiveAtFullQuality();
  link.limit(await studio.shareOfUpload(0.3));
  const quality = page.getByTestId("live-quality");
  await expect(async () => {
    await standStill(browser, STALL_MS);
    await expect(quality).toHaveAttribute("data-why", "uplink", { timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  link.free();
  await studio.expectFullQuality();
  await studio.end();
});

test("keeps the bitrate and drops frames without adaptation", async ({ page, baseURL }) => {
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await page.getByTestId("adapt").selectOption("off");
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  link.limit(await studio.shareOfUpload(0.4));
  await expect(page.getByTestId("health")).toHaveText(/frames are being dropped\. Choose a lower quality\.$/);
  await expect(page.getByTestId("live-quality")).toHaveCount(0);
  link.free();
  await expect(page.getByTestId("health")).toHaveText(`All ${DESTINATIONS.length} destinations receive your stream.`);
  await studio.end();
});
