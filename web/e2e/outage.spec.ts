import { expect, test } from "@playwright/test";
import { DESTINATIONS, Studio } from "./support.ts";

/** OutageIT cuts the page's WebSocket, once media flows, until a while after the page has shown it. */
test("a broadcast outlives its WebSocket", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  // A WebSocket that cannot be opened is an error to the browser, and to nobody else.
  page.removeAllListeners("console");
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");

  await expect(page.getByTestId("health")).toHaveText(/^Reconnecting… your broadcast is held\./);
  await expect(page.getByTestId("on-air")).toHaveText("Reconnecting");
  console.log("the outage is seen");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.log).toContainText("Connected again. Your broadcast went on all the while.");
  await expect(studio.log).toContainText(/Viewers had no new pictures for [\d.]+ s\./);
  for (const url of DESTINATIONS) {
    await expect(studio.card(url)).toHaveAttribute("data-state", "Live");
  }
  await expect(page.getByTestId("on-air")).toHaveText("On air");
  const seconds = async () => Number((await studio.timer.textContent())?.slice(-2));
  const back = await seconds();
  await expect.poll(seconds).toBeGreaterThan(back + 3);
  await expect(studio.log).not.toContainText("NetStream.Unpublish");
  await studio.end();
});
