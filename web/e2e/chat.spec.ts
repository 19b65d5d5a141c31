import { expect, type Page, test } from "@playwright/test";
import { CALL_SERVERS, failOnErrors } from "./support.ts";

async function join(page: Page, name: string, room: string, shown: string): Promise<void> {
  failOnErrors(page);
  await page.goto(`./chat.html?room=${room}`);
  await page.getByRole("textbox", { name: "Your name" }).fill(name);
  await page.getByRole("textbox", { name: "Servers" }).fill(CALL_SERVERS.join("\n"));
  await page.getByRole("radio", { name: shown }).check({ force: true });
  await page.getByTestId("connect").click();
  await expect(page.getByTestId("participant").first()).toHaveAttribute("data-name", name);
}

const participant = (page: Page, name: string) => page.locator(`[data-testid="participant"][data-name="${name}"]`);

async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId("say").fill(text);
  await page.getByTestId("say").press("Enter");
}

test("connects two participants until one closes the page", async ({ page, browser }) => {
  test.setTimeout(120_000);
  const room = `e2e-${Date.now().toString(36)}`;
  await join(page, "Ada", room, "Test pattern");
  await expect(page.getByTestId("self")).toHaveAttribute("data-shown", "true");
  const other = await browser.newPage();
  await join(other, "Grace", room, "Camera");

  await expect(page.getByTestId("person")).toHaveText([/Ada/, /Grace/]);
  await say(page, "Hello, who is there?");
  await expect(other.getByTestId("message")).toContainText("Hello, who is there?");
  await say(other, "It is me.");
  await expect(page.getByTestId("message").last()).toContainText("It is me.");
  await expect(page.locator('[data-testid="message"][data-sent="false"]')).toHaveCount(0);

  for (const [viewer, name] of [
    [page, "Grace"],
    [other, "Ada"],
  ] as const) {
    const video = participant(viewer, name).locator("video");
    await expect(participant(viewer, name).getByTestId("player")).toHaveAttribute("data-phase", "playing", {
      timeout: 20_000,
    });
    const time = () => video.evaluate((element: HTMLVideoElement) => element.currentTime);
    const before = await time();
    await expect.poll(time).toBeGreaterThan(before + 0.5);
  }

  await other.close({ runBeforeUnload: true });
  // Immediately if the page can still delete its slot, otherwise after missing heartbeats.
  await expect(participant(page, "Grace")).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByTestId("notice").last()).toHaveText("Grace left.");
});

test("fits a phone with text only", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await join(page, "Ada", `e2e-${Date.now().toString(36)}`, "Text only");
  await say(page, "x".repeat(300));
  await expect(page.getByTestId("message")).toHaveAttribute("data-sent", "true");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.getByTestId("disconnect").click();
  await expect(page.getByTestId("connect")).toBeVisible();
});
