import { expect, test } from "@playwright/test";
import { SlowLink } from "../fake-gateway/slow-link.ts";
import { SlowStudio } from "./slow-studio.ts";
import { DESTINATIONS } from "./support.ts";

/** A server whose way is made slow, and freed, when a test says so. */
const { SLOW_SERVER = "" } = process.env;

/**
 * Frames that may be lost on a server's way until the bitrate is down: ten seconds of pictures. The way takes pieces of
 * 64 kB, between which nothing passes for seconds.
 */
const MOST_DROPPED = 300;

test("a slower uplink lowers the bitrate for real servers, and all comes back", async ({ page, baseURL }) => {
  test.setTimeout(300_000);
  await using link = await SlowLink.to(baseURL ?? "");
  const studio = await SlowStudio.begin(page, DESTINATIONS, link.url);
  await studio.goLiveWhole();
  link.limit(await studio.partOfUpload(0.4));
  await studio.seeLess("uplink", "Your connection is slower");
  link.free();
  await studio.seeAll();
  for (const card of await studio.cards.all()) {
    await expect(card.getByTestId("dropped")).toHaveText(/^0\s/);
  }
  await studio.end();
});

test("a server whose way is slower lowers the bitrate, and all comes back", async ({ page }) => {
  test.setTimeout(300_000);
  const studio = await SlowStudio.begin(page, [SLOW_SERVER]);
  await studio.goLiveWhole();
  console.log(`the server may have ${Math.round((await studio.partOfUpload(0.6)) / 8)} bytes a second`);
  await studio.seeLess("servers", "A destination is slower");
  console.log("the server may have all again");
  await studio.seeAll();
  const dropped = await studio.cards.first().getByTestId("dropped").textContent();
  expect(Number.parseInt(dropped ?? "", 10)).toBeLessThanOrEqual(MOST_DROPPED);
  await studio.end();
});
