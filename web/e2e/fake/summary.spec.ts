import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { CALL_SERVERS, Studio } from "../support.ts";

const TWITCH = "rtmp://live.twitch.tv/app";

test("names settings that a service does not take, and ends with a summary", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const studio = new Studio(page);
  await studio.open();
  await studio.sendTo([]);
  await page.getByTestId("quality").selectOption("1080p");

  await page.getByTestId("add-destination").click();
  await page.getByRole("button", { name: "Facebook" }).click();
  const link = page.getByRole("link", { name: "Open Facebook in a new tab" });
  await expect(link).toHaveAttribute("rel", "noopener");
  await page.getByTestId("address").fill("rtmp://live-api-s.facebook.com/rtmp");
  await page.getByTestId("stream-key").fill(`${TWITCH}/live_1`);
  await page.getByTestId("save-destination").click();
  await expect(page.locator("#key-note")).toContainText("The stream key is an address.");
  await page.getByTestId("stream-key").fill("FB-1");
  await page.getByTestId("save-destination").click();
  const refusals = page.getByTestId("rule-notes").and(page.locator("mc-live-panel *"));
  await expect(refusals).toContainText("Facebook: The address starts with rtmp://");
  await expect(studio.goLive).toBeEnabled();
  await page.getByRole("button", { name: "Remove Facebook" }).click();
  await expect(refusals).toHaveCount(0);

  await page.getByTestId("add-destination").click();
  await page.getByTestId("address").fill(`${TWITCH}/live_1_abc`);
  await page.getByTestId("address").blur();
  await expect(page.getByTestId("address")).toHaveValue(TWITCH);
  await expect(page.getByTestId("stream-key")).toHaveValue("live_1_abc");
  await page.getByTestId("save-destination").click();
  const notes = studio.card(TWITCH).getByTestId("rule-notes");
  await expect(notes).toContainText("The video bitrate is 5.0 Mbit/s; Twitch recommends up to 4.5 Mbit/s");
  await page.getByTestId("quality").selectOption("360p");
  await expect(notes).toHaveCount(0);

  const [second = ""] = CALL_SERVERS;
  await page.getByTestId("add-destination").click();
  await page.getByTestId("address").fill(second);
  await page.getByTestId("stream-key").fill("studio");
  await page.getByTestId("save-destination").click();
  await studio.useTestSources();
  await studio.goLive.click();
  await expect(studio.timer).toHaveText("00:01");
  await studio.end();
  const summary = page.getByTestId("summary");
  await expect(summary.getByText("Duration").locator("+ dd")).toHaveText(/^00:0\d$/);
  await expect(summary.getByText("Video frames sent").locator("+ dd")).toHaveText(/^[1-9]\d*$/);
  await expect(summary.getByTestId("summary-server").locator("h3")).toHaveText(["Twitch", "a.example"]);
  await expect(summary.getByTestId("summary-server").first()).toContainText("Ended");

  await page.getByTestId("summary-copy").click();
  await expect(summary.getByRole("status")).toHaveText("Copied.");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain(`Twitch (${TWITCH})\nEnded\nTime live: 00:0`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("summary-download").click()]);
  const saved = readFileSync(await download.path(), "utf8");
  expect(JSON.parse(saved)).toMatchObject({ servers: [{ name: "Twitch", state: "Closed" }, { name: "a.example" }] });
  expect(text + saved).not.toContain("live_1_abc");
  await page.getByTestId("summary-close").click();
  await expect(summary).toHaveCount(0);
});

test("has keyboard shortcuts, which leave fields alone and can be turned off", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await page.getByTestId("quality").selectOption("360p");
  await studio.useTestSources();
  await studio.sendTo(CALL_SERVERS);
  const mute = page.getByTestId("mute-microphone");
  await expect(mute).toHaveAttribute("aria-keyshortcuts", "M");
  await page.keyboard.press("m");
  await expect(mute).toHaveAttribute("aria-pressed", "true");
  const search = page.getByRole("searchbox", { name: "Search events" });
  await search.press("m");
  await expect(search).toHaveValue("m");
  await expect(mute).toHaveAttribute("aria-pressed", "true");
  await search.fill("");
  await search.blur();

  await page.keyboard.press("g");
  await expect(studio.goLive).toHaveAttribute("data-phase", "live");
  await page.keyboard.press("g");
  await expect(page.getByTestId("end-confirm")).toBeVisible();
  await page.keyboard.press("m");
  await page.getByTestId("end-confirm").click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "idle");
  await expect(mute, "an open dialog takes no shortcuts").toHaveAttribute("aria-pressed", "true");

  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list.locator("kbd")).toHaveText(["G", "M", "V", "R", "?"]);
  await list.getByTestId("use-shortcuts").setChecked(false);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await page.keyboard.press("?");
  await page.keyboard.press("m");
  await expect(list).toBeHidden();
  await expect(mute).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect(mute).not.toHaveAttribute("aria-keyshortcuts");
});
