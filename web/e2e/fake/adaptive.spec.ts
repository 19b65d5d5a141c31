import { expect, type Page, test } from "@playwright/test";
import { SlowLink } from "../../test/slow-link.ts";
import { busyCamera } from "../busy-camera.ts";
import { lastRecording } from "../recording.ts";
import { Studio } from "../support.ts";

/** bit/s, with sound, of 2.5 Mbit/s that are wished for the picture alone. */
const NARROW = 1_100_000;

/** The studio whose way to its gateway is this link. */
async function openBehind(page: Page, link: SlowLink): Promise<Studio> {
  const gateway = `ws://127.0.0.1:${link.port}/v1`;
  await page.addInitScript((url) => {
    localStorage.setItem("multiconnection.studio", JSON.stringify({ gateway: url }));
  }, gateway);
  const studio = new Studio(page);
  await busyCamera(page);
  await studio.open();
  await page.getByTestId("microphone").selectOption("tone");
  await studio.sendTo(["rtmp://a.example/live", "rtmp://b.example/live"]);
  return studio;
}

test("a slower uplink lowers the bitrate, the picture goes on, and all comes back", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  await using link = await SlowLink.to("localhost", Number(new URL(baseURL ?? "").port));
  const studio = await openBehind(page, link);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  const quality = page.getByTestId("live-quality");
  const cards = page.getByTestId("leg-quality");
  await expect(quality).toHaveAttribute("data-why", "ceiling");
  await expect(cards).toHaveText(["Full quality", "Full quality"]);
  await expect(studio.timer).toHaveText(/00:0[5-9]/);

  link.limit(NARROW);
  await expect(quality).toHaveAttribute("data-why", "uplink");
  await expect(page.getByTestId("health")).toHaveText(
    /^Your connection is slower: 0\.\d of 2\.5 Mbit\/s\. The picture goes on\.$/,
  );
  await expect(cards.first()).toHaveText(/^0\.\d of 2\.5 Mbit\/s$/);
  await expect(studio.log).toContainText("Your connection is slower");
  const slowAt = await studio.timer.textContent();
  await expect(studio.timer).not.toHaveText(slowAt ?? "");

  link.free();
  await expect(quality).toHaveAttribute("data-why", "ceiling", { timeout: 90_000 });
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.log).toContainText("Full quality again.");
  await studio.end();

  // Nothing was lost on the way down and up: a picture at least twice a second, one configuration, keyframes as ever.
  const { video, configurations, keyframes } = lastRecording();
  const gaps = video.map((time, i) => time - (video[i - 1] ?? time));
  expect(Math.max(...gaps)).toBeLessThan(3000);
  expect(configurations).toBe(2);
  expect(keyframes.length).toBeLessThan(((video.at(-1) ?? 0) / 2000) * 1.3 + 2);
});

test("without adapting, nothing is lowered", async ({ page, baseURL }) => {
  await using link = await SlowLink.to("localhost", Number(new URL(baseURL ?? "").port));
  const studio = await openBehind(page, link);
  await page.getByTestId("adapt").selectOption("off");
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  link.limit(NARROW);
  await expect(page.getByTestId("health")).toHaveText(/pictures are being dropped\. Try a lower quality\.$/);
  await expect(page.getByTestId("live-quality")).toHaveCount(0);
  link.free();
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await studio.end();
});
