import { expect, test } from "@playwright/test";
import { DESTINATIONS, REAL, STREAM_KEY, Studio, UNREACHABLE } from "./support.ts";

test("goes live to every destination with one click and ends cleanly", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");

  for (const url of DESTINATIONS) {
    await expect(studio.card(url)).toHaveAttribute("data-state", "Live");
  }
  await expect(studio.timer).toHaveText(/00:0[2-9]|00:\d\d/);
  await expect(page.getByTestId("health")).toHaveText(/receives? your stream/);

  for (const url of DESTINATIONS) {
    const graph = studio.card(url).locator("mc-sparkline path.line");
    const before = await graph.getAttribute("d");
    await expect(graph).not.toHaveAttribute("d", before ?? "");
    await expect(studio.card(url).getByTestId("bitrate")).toHaveText(/[1-9][\d.]*\s*[kM]bit\/s/);
  }
  await expect(studio.timer).toHaveText(/00:(0[4-9]|\d\d)/);

  await studio.end();
  await expect(page.getByTestId("health")).toHaveText(/^Ended after/);
  await expect(studio.log).toContainText(/Live: \d+×\d+ at \d+ fps/);
  for (const url of DESTINATIONS) {
    await expect(studio.card(url)).toHaveAttribute("data-state", "idle");
  }
});

test("goes live again after the broadcast has ended", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS.slice(0, 1));
  for (let round = 0; round < 2; round++) {
    await studio.goLive.click();
    await expect(studio.goLive).toHaveAttribute("data-phase", "live");
    await studio.end();
  }
});

test("continues without an unreachable destination and explains why", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  const [good = ""] = DESTINATIONS;
  await studio.sendTo([good, UNREACHABLE]);
  await page.getByRole("radio", { name: "Start with any" }).check({ force: true });
  await studio.goLive.click();
  await expect(studio.card(good)).toHaveAttribute("data-state", "Live");
  await expect(studio.card(UNREACHABLE)).toHaveAttribute("data-state", "Recovering");
  await expect(studio.card(UNREACHABLE).getByTestId("retry")).toHaveText(/Reconnecting in \d+ s, attempt [2-9]/);
  await expect(studio.card(UNREACHABLE).getByTestId("retry")).toContainText("Can't reach");
  await expect(page.getByTestId("health")).toHaveText("Reconnecting to 1 of 2 destinations. The other one continues.");
  await expect(studio.card(good)).toHaveAttribute("data-state", "Live");
  await studio.end();
});

test("adds a destination while live and removes another", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  const [first = "", second = ""] = DESTINATIONS;
  await studio.sendTo([first]);
  await studio.goLive.click();
  await expect(studio.card(first)).toHaveAttribute("data-state", "Live");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("address").fill(second);
  await page.getByTestId("stream-key").fill(STREAM_KEY);
  await page.getByTestId("save-destination").click();
  await expect(studio.card(second)).toHaveAttribute("data-state", "Live");
  await expect(studio.card(second).getByTestId("bitrate")).toHaveText(/[1-9]/);
  await expect(page.getByTestId("health")).toHaveText("All 2 destinations receive your stream.");

  await studio.card(first).getByTestId("leave").click();
  await page.getByTestId("leave-confirm").click();
  await expect(studio.card(first)).toHaveCount(0);
  await expect(studio.otherCard(first)).toBeVisible();
  await expect(studio.card(second)).toHaveAttribute("data-state", "Live");
  await studio.otherCard(first).getByTestId("join").click();
  await expect(studio.card(first)).toHaveAttribute("data-state", "Live");
  await studio.end();
});

test("does not go live if all destinations must connect and one cannot", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo([...DESTINATIONS.slice(0, 1), UNREACHABLE]);
  await page.getByRole("radio", { name: "Require all" }).check({ force: true });
  await studio.goLive.click();
  await expect(page.getByTestId("health")).toHaveText(/Couldn.t go live/);
  await expect(studio.goLive).toHaveAttribute("data-phase", "idle");
  await expect(studio.card(UNREACHABLE)).toHaveAttribute("data-state", /Failed|Rejected/);
});

test("switches camera and microphone while live", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.sendTo(DESTINATIONS.slice(0, 1));
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  await studio.useTestSources();
  const sent = studio.cards.first().getByTestId("bitrate");
  await expect(sent).toHaveText(/[1-9]/);
  await expect(studio.cards.first()).toHaveAttribute("data-state", "Live");
  await studio.end();
});

test("shows playback from each server and stops it when hidden", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  await expect(page.getByTestId("player")).toHaveCount(0);
  await page.getByTestId("show-playback").check({ force: true });
  for (const url of DESTINATIONS) {
    const player = studio.card(url).getByTestId("player");
    await expect(player).toHaveAttribute("data-phase", "playing");
    await expect(player).toContainText(/\d+ × \d+/);
    // The fake gateway plays a file whose timestamps are unrelated to the broadcast.
    if (REAL) {
      await expect(studio.card(url).getByTestId("playback-details")).toContainText("latency");
    }
  }
  await page.getByTestId("show-playback").uncheck({ force: true });
  await expect(page.getByTestId("player")).toHaveCount(0);
  await expect(studio.log).not.toContainText("NetStream.Play");
  await studio.end();
});
