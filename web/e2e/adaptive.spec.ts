import { expect, test } from "@playwright/test";
import { SlowLink } from "../fake-gateway/slow-link.ts";
import { SlowStudio } from "./slow-studio.ts";
import { DESTINATIONS } from "./support.ts";

/** Server whose connection the test harness slows down when a test logs a request for it. */
const { SLOW_SERVER = "" } = process.env;

/**
 * Maximum number of frames dropped for a server until the bitrate is reduced: ten seconds of video. The slowed connection
 * forwards blocks of 64 kB with seconds in between.
 */
const MAX_DROPPED = 300;

test("reduces the bitrate for real servers on a slow uplink and restores it afterwards", async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await studio.goLiveAtFullQuality();
  link.limit(await studio.shareOfUpload(0.4));
  await studio.expectReduced("uplink", "Your connection is slow");
  link.free();
  await studio.expectFullQuality();
  for (const card of await studio.cards.all()) {
    await expect(card.getByTestId("dropped")).toHaveText("0");
  }
  await studio.end();
});

test("reduces the bitrate for a slow server and restores it afterwards", async ({ page }) => {
  test.setTimeout(300_000);
  const studio = await SlowStudio.begin(page, [SLOW_SERVER]);
  await studio.goLiveAtFullQuality();
  console.log(`limit the server to ${Math.round((await studio.shareOfUpload(0.6)) / 8)} bytes per second`);
  await studio.expectReduced("servers", "A destination is slow");
  console.log("remove the limit of the server");
  await studio.expectFullQuality();
  const dropped = await studio.cards.first().getByTestId("dropped").textContent();
  expect(Number.parseInt((dropped ?? "").replaceAll(",", ""), 10)).toBeLessThanOrEqual(MAX_DROPPED);
  await studio.end();
});
