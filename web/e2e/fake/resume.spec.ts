import { expect, type Page, test } from "@playwright/test";
import { DESTINATIONS, Studio } from "../support.ts";

/** What happens to the fake gateway; see fake-gateway/faults.ts. */
function fault(page: Page, what: string): Promise<unknown> {
  return page.request.get(`/fake/${what}`);
}

async function live(page: Page): Promise<Studio> {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  return studio;
}

/** A WebSocket that cannot be opened is an error to the browser, and to nobody else. */
function expectLostSockets(page: Page): void {
  page.removeAllListeners("console");
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("WebSocket connection to")) {
      expect.soft(message.text(), "error on the console").toBe("");
    }
  });
}

test("a broadcast is held while the gateway is away, and goes on", async ({ page }) => {
  const studio = await live(page);
  expectLostSockets(page);
  await fault(page, "cut?ms=4000");
  await expect(page.getByTestId("health")).toHaveText(
    /^Reconnecting… your broadcast is held\. In \d+ s, attempt [2-9]\.$/,
  );
  await expect(page.getByTestId("health")).toHaveClass(/tone-busy/);
  await expect(page.getByTestId("on-air")).toHaveText("Reconnecting");
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  const before = await studio.timer.textContent();
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(page.getByTestId("on-air")).toHaveText("On air");
  await expect(studio.timer).not.toHaveText(before ?? "");
  await expect(studio.log).toContainText("The connection to the gateway was lost. Your broadcast is held meanwhile.");
  await expect(studio.log).toContainText("Connected again. Your broadcast went on all the while.");
  for (const url of DESTINATIONS) {
    await expect(studio.card(url)).toHaveAttribute("data-state", "Live");
  }
  await studio.end();
});

test("a broadcast begins anew by itself where the gateway has forgotten it", async ({ page }) => {
  const studio = await live(page);
  expectLostSockets(page);
  await fault(page, "forget");
  await expect(studio.log).toContainText("Connected again. Your broadcast has begun anew.");
  await expect(studio.log).not.toContainText("Failed");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.cards.first().getByTestId("bitrate")).toHaveText(/[1-9]/);
  await studio.end();
});

test("a broadcast moves to another gateway when its own goes", async ({ page }) => {
  const studio = await live(page);
  await fault(page, "goaway");
  await expect(studio.log).toContainText("Your broadcast has moved to another gateway.");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.cards.first().getByTestId("bitrate")).toHaveText(/[1-9]/);
  await studio.end();
});
