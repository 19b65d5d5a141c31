import { expect, test } from "@playwright/test";
import { DESTINATIONS, Studio } from "./support.ts";

/** OutageIT cuts the WebSocket of the page once media flows, until a while after the page has reported it. */
test("continues the broadcast after an outage of its WebSocket", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  // The browser logs errors about WebSockets that cannot be opened.
  page.removeAllListeners("console");
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");

  await expect(page.getByTestId("health")).toHaveText(/^Reconnecting to the gateway.* Viewers see the last frame\.$/);
  await expect(page.getByTestId("on-air")).toHaveText("Reconnecting");
  console.log("the outage is seen");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.log).toContainText("Reconnected to the gateway. Your destinations stayed connected.");
  await expect(studio.log).toContainText(/Viewers received no video for [\d.]+ s\./);
  for (const url of DESTINATIONS) {
    await expect(studio.card(url)).toHaveAttribute("data-state", "Live");
  }
  await expect(page.getByTestId("on-air")).toHaveText("Live");
  const seconds = async () => Number((await studio.timer.textContent())?.slice(-2));
  const back = await seconds();
  await expect.poll(seconds).toBeGreaterThan(back + 3);
  await expect(studio.log).not.toContainText("NetStream.Unpublish");
  await studio.end();
});
