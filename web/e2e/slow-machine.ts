import { setTimeout as delay } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";

/** Makes the page's thread so many times as slow. */
export async function slowDown(page: Page, times: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: times });
}

/** Stops the processes of all pages for a while, with their workers and timers. */
export async function standStill(browser: Browser, ms: number): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer").map(({ id }) => id);
  for (const id of pages) {
    process.kill(id, "SIGSTOP");
  }
  await delay(ms);
  for (const id of pages) {
    process.kill(id, "SIGCONT");
  }
}
