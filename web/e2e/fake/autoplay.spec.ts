import { expect, test } from "@playwright/test";
import { openBarePage } from "../support.ts";

test.use({
  // A trace looks into the page, and that counts as an act of the person.
  trace: "off",
  launchOptions: {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--autoplay-policy=document-user-activation-required"],
  },
});

test("where the browser refuses sound it plays on without, until the person wants some", async ({ page }) => {
  let tell = () => {};
  const muted = new Promise<void>((resolve) => {
    tell = resolve;
  });
  await page.exposeFunction("tellMuted", () => tell());
  // By a script of the page, which is left alone until then: what a test evaluates counts as an act of the person.
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
