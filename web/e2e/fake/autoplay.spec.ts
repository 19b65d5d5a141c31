import { expect, test } from "@playwright/test";
import { openBarePage } from "../support.ts";

test.use({
  // Tracing evaluates code in the page, which counts as a user gesture.
  trace: "off",
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--autoplay-policy=document-user-activation-required"],
  },
});

test("plays muted if the browser blocks sound, until the user unmutes", async ({ page }) => {
  let notify = () => {};
  const muted = new Promise<void>((resolve) => {
    notify = resolve;
  });
  await page.exposeFunction("tellMuted", () => notify());
  // Created by a script of the page, because code that a test evaluates counts as a user gesture.
  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => {
      const player = document.createElement("multi-connection-player");
      player.setAttribute("servers", "rtmp://a.example/live");
      player.setAttribute("name", "show");
      player.toggleAttribute("autoplay", true);
      player.addEventListener("muted", () => (window as unknown as { tellMuted(): void }).tellMuted());
      document.body.replaceChildren(player);
    });
  });
  await openBarePage(page);
  await muted;
  const player = page.locator("multi-connection-player");
  const unmute = page.getByRole("button", { name: "Tap for sound" });
  await unmute.click();
  await expect(unmute).toBeHidden();
  expect(await player.evaluate((element) => (element as HTMLElement & { muted: boolean }).muted)).toBe(false);
  await expect(player).toHaveAttribute("data-phase", "playing");
});
