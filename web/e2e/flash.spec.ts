import { expect, test } from "@playwright/test";
import { CALL_SERVERS } from "./support.ts";

/** Timeout for the test harness, which checks the servers and responds by writing to the object. */
const HARNESS_TIMEOUT = { timeout: 50_000 };

test("runs unchanged code from 2004 on two servers", async ({ page }) => {
  page.on("pageerror", (error) => expect.soft(String(error), "error on the page").toBe(""));
  await page.goto("./flash.html");
  await expect(page.getByTestId("code")).toContainText('mc.sharedObjectSetup ("info_so",true);');
  for (const [i, url] of CALL_SERVERS.slice(0, 2).entries()) {
    await page.locator("form input").nth(i).fill(url);
  }
  await page.getByTestId("run").click();
  const output = page.getByTestId("trace");
  await expect(output).toContainText("NetConnection.Setup.Success");
  await expect(output.getByText("NetStream.Publish.Start")).toHaveCount(3);
  await expect(output.getByText("so synced").first()).toBeVisible();
  await page.evaluate("mc.setSoValue('info_so.data.here', true)");
  await expect.poll(() => page.evaluate("mc.getSoValue('info_so.data.here')")).toBe(true);
  if (process.env.SERVERS_RESPOND) {
    await expect.poll(() => page.evaluate("mc.getSoValue('info_so.data.there')"), HARNESS_TIMEOUT).toBe(true);
  }
  await expect.poll(() => page.evaluate("mc.nsTime()")).toBeGreaterThan(1);
  await page.getByTestId("stop").click();
  await expect(output).toContainText("NetConnection.Connect.Closed");
});

test("fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto("./flash.html");
  await expect(page.getByTestId("code")).toContainText("new MultiConnection()");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
