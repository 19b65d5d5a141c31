import { type Browser, expect, type Page, test } from "@playwright/test";
import { CALL_SERVERS, failOnErrors, UNREACHABLE } from "./support.ts";

const slot = (page: Page, name: string) => page.locator(`[data-testid="slot"][data-name="${name}"]`);

/** Opens an object on servers with the form of the page. */
async function open(page: Page, name: string, servers: readonly string[]): Promise<void> {
  failOnErrors(page);
  await page.goto("./objects.html");
  await page.getByRole("textbox", { name: "Servers" }).fill(servers.join("\n"));
  await page.getByRole("textbox", { name: "Object name" }).fill(name);
  await page.getByTestId("connect").click();
  await expect(page.getByTestId("copy")).toHaveCount(servers.filter((url) => url !== UNREACHABLE).length);
  await expect(page.getByTestId("copy").filter({ hasText: "loading" })).toHaveCount(0);
}

async function openOther(browser: Browser, name: string, servers: readonly string[]): Promise<Page> {
  const page = await browser.newPage();
  await open(page, name, servers);
  return page;
}

async function add(page: Page, name: string, value: string): Promise<void> {
  await page.getByTestId("add-slot").click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await page.getByTestId("value").fill(value);
  await page.getByTestId("save-slot").click();
  await expect(page.getByTestId("save-slot")).toHaveCount(0);
}

async function edit(page: Page, name: string, value: string): Promise<void> {
  await slot(page, name).dblclick();
  await page.getByTestId("value").fill(value);
  await page.getByTestId("save-slot").click();
}

/** Returns a name that no other run uses. */
const named = (title: string) => `e2e_${title}_${Date.now().toString(36)}`;

test("shows changes of one page on another page", async ({ page, browser }) => {
  const name = named("two");
  await open(page, name, [...CALL_SERVERS, UNREACHABLE]);
  await expect(page.locator('[data-testid="server"][data-state="Recovering"]')).toContainText("Can't reach");
  const other = await openOther(browser, name, CALL_SERVERS);

  await add(page, "user.name", '"Ada"');
  await expect(slot(other, "user")).toContainText('{name: "Ada"}');
  await expect(other.getByTestId("change").first()).toHaveAttribute("data-author", "other");
  await expect(slot(page, "user")).not.toHaveAttribute("data-pending", "true");
  await expect(page.getByTestId("change").first()).toHaveAttribute("data-author", "page");

  await slot(other, "user").getByRole("button", { name: "Expand" }).click();
  await edit(other, "user.name", '"Grace"');
  await expect(slot(page, "user")).toContainText("Grace");

  await other.getByTestId("send-message").click();
  await expect(page.getByTestId("message").first()).toContainText('hello("everybody")');

  await slot(page, "user").hover();
  await slot(page, "user").getByTestId("delete-slot").click();
  await expect(slot(other, "user")).toHaveCount(0);
  await other.close();
});

test("marks a slot that differs between servers and synchronizes it", async ({ page, browser }) => {
  const name = named("apart");
  await open(page, name, CALL_SERVERS);
  const other = await openOther(browser, name, CALL_SERVERS.slice(1));
  await add(other, "topic", '"coffee"');
  await expect(slot(page, "topic")).toHaveAttribute("data-differs", "true");
  await slot(page, "topic").getByRole("button", { name: "differs" }).click();
  const copies = page.getByTestId("copy-of-slot");
  await expect(copies).toHaveCount(CALL_SERVERS.length);
  await expect(copies.first()).toContainText("missing");
  await expect(copies.nth(1)).toContainText('"coffee"');
  await copies.nth(1).getByRole("button", { name: "Apply to all servers" }).click();
  await expect(slot(page, "topic")).toHaveAttribute("data-differs", "false");
  await other.close();
});

test("explains an error in a value and writes nothing", async ({ page }) => {
  await open(page, named("mistake"), CALL_SERVERS);
  await add(page, "score", "12");
  await slot(page, "score").dblclick();
  await page.getByTestId("value").fill("{name: 1}");
  await expect(page.locator("#slot-note")).toHaveText('Put names in double quotes: "name".');
  await expect(page.getByTestId("save-slot")).toBeDisabled();
  await page.getByTestId("value").press("Escape");
  await expect(slot(page, "score")).toContainText("12");
});

test("imports thousands of slots, renders only visible rows, and clears after confirmation", async ({ page }) => {
  test.setTimeout(120_000);
  await open(page, named("large"), CALL_SERVERS);
  const slots = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`slot ${i}`, { text: `value ${i}` }]));
  const file = { name: "slots.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(slots)) };
  await page.getByTestId("import").setInputFiles(file);
  await expect(page.getByTestId("count")).toHaveText((10_000).toLocaleString("en-US"));
  for (const copy of await page.getByTestId("copy").all()) {
    await expect(copy).toContainText("10,000 slots", { timeout: 60_000 });
  }
  expect(await page.getByTestId("slot").count()).toBeLessThan(60);
  await page.getByTestId("slots").evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await expect(slot(page, "slot 9999")).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter slots" }).fill("value 4711");
  await expect(page.getByTestId("slot")).toHaveCount(1);

  const saved = page.waitForEvent("download");
  await page.getByTestId("export").click();
  expect((await saved).suggestedFilename()).toMatch(/^multiconnection-e2e_large_.*\.json$/);

  await page.getByTestId("clear").click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByTestId("slot")).toHaveCount(1);
  await page.getByTestId("clear").click();
  await page.getByTestId("clear-confirm").click();
  await expect(page.getByTestId("slots")).toContainText("The object is empty.");
});

test("fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  await open(page, named("phone"), CALL_SERVERS);
  await add(page, "topic", '"tea"');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
