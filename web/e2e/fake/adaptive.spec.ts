import { expect, test } from "@playwright/test";
import { SlowLink } from "../../fake-gateway/slow-link.ts";
import { lastRecording } from "../recording.ts";
import { SlowStudio } from "../slow-studio.ts";
import { DESTINATIONS } from "../support.ts";

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
