import { expect, test } from "@playwright/test";
import { SlowLink } from "../../fake-gateway/slow-link.ts";
import { lastRecording } from "../recording.ts";
import { SlowStudio } from "../slow-studio.ts";
import { DESTINATIONS } from "../support.ts";

test("a slower uplink lowers the bitrate, the picture goes on, and all comes back", async ({ page, baseURL }) => {
  test.setTimeout(240_000);
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await studio.goLiveWhole();
  link.limit(await studio.partOfUpload(0.4));
  await studio.seeLess("uplink", "Your connection is slower");
  link.free();
  await studio.seeAll();
  await expect(studio.log).toContainText("Full quality again.");
  await studio.end();

  // Down and up again without another configuration, and with hardly more keyframes than one in two seconds.
  const { video, configurations, keyframes } = lastRecording();
  const gaps = video.map((time, i) => time - (video[i - 1] ?? time));
  expect(Math.max(...gaps)).toBeLessThan(3000);
  expect(configurations).toBe(2);
  expect(keyframes.length).toBeLessThan(((video.at(-1) ?? 0) / 2000) * 1.3 + 2);
});

test("without adapting, nothing is lowered", async ({ page, baseURL }) => {
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await page.getByTestId("adapt").selectOption("off");
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  link.limit(await studio.partOfUpload(0.4));
  await expect(page.getByTestId("health")).toHaveText(/pictures are being dropped\. Try a lower quality\.$/);
  await expect(page.getByTestId("live-quality")).toHaveCount(0);
  link.free();
  await expect(page.getByTestId("health")).toHaveText(`All ${DESTINATIONS.length} destinations receive your stream.`);
  await studio.end();
});
