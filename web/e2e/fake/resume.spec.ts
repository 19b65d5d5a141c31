import { expect, type Page, test } from "@playwright/test";
import { DESTINATIONS, Studio } from "../support.ts";

/** Triggers a fault of the fake gateway, see fake-gateway/faults.ts. */
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

/** Tolerates console errors about WebSockets that cannot be opened. */
function expectLostSockets(page: Page): void {
  page.removeAllListeners("console");
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("WebSocket connection to")) {
      expect.soft(message.text(), "error on the console").toBe("");
    }
  });
}

test("holds the broadcast while the gateway is unreachable and continues afterwards", async ({ page }) => {
  const studio = await live(page);
  expectLostSockets(page);
  await fault(page, "cut");
  await expect(page.getByTestId("health")).toHaveText(
    /^Reconnecting to the gateway in \d+ s, attempt [2-9]\. Viewers see the last frame\.$/,
  );
  await expect(page.getByTestId("health")).toHaveClass(/tone-busy/);
  await expect(page.getByTestId("on-air")).toHaveText("Reconnecting");
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  const before = await studio.timer.textContent();
  await fault(page, "restore");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(page.getByTestId("on-air")).toHaveText("Live");
  await expect(studio.timer).not.toHaveText(before ?? "");
  await expect(studio.log).toContainText(
    "The connection to the gateway was lost. Reconnecting. Viewers see the last frame.",
  );
  await expect(studio.log).toContainText("Reconnected to the gateway. Your destinations stayed connected.");
  for (const url of DESTINATIONS) {
    await expect(studio.card(url)).toHaveAttribute("data-state", "Live");
  }
  await studio.end();
});

test("restarts the broadcast if the gateway has dropped the session", async ({ page }) => {
  const studio = await live(page);
  expectLostSockets(page);
  await fault(page, "forget");
  await expect(studio.log).toContainText("Reconnected to the gateway. Your broadcast was restarted.");
  await expect(studio.log).not.toContainText("Failed");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.cards.first().getByTestId("bitrate")).toHaveText(/[1-9]/);
  await studio.end();
});

test("moves the broadcast to another gateway on goaway", async ({ page }) => {
  const studio = await live(page);
  await fault(page, "goaway");
  await expect(studio.log).toContainText("Your broadcast was moved to another gateway.");
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.cards.first().getByTestId("bitrate")).toHaveText(/[1-9]/);
  await studio.end();
});
