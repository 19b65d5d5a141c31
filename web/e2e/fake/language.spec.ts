import { expect, type Page, test } from "@playwright/test";

test.describe("in a German browser", () => {
  test.use({ locale: "de-AT" });

  test("pages are in German until the user chooses English", async ({ page }) => {
    await page.goto("./rooms.html");
    await expect(page.locator("html")).toHaveAttribute("lang", "de");
    await expect(page).toHaveTitle("Räume – MultiConnection Studio");
    await expect(page.getByRole("heading", { name: "Anmeldung für Operatoren" })).toBeVisible();
    await page.getByRole("combobox", { name: "Sprache" }).selectOption("English");
    await expect(page.getByRole("heading", { name: "Operator sign-in" })).toBeVisible();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await page.goto("./calls.html");
    await expect(page.getByRole("button", { name: "Connect" })).toBeVisible();
  });

  test("German texts fit a phone", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 780 });
    for (const path of ["", "watch.html", "objects.html", "chat.html", "calls.html", "rooms.html", "flash.html"]) {
      await page.goto(`./${path}`);
      await expect(page.locator("html")).toHaveAttribute("lang", "de");
      expect(await widthOf(page), path).toBeLessThanOrEqual(320);
    }
    await page.goto("./objects.html");
    await page.getByTestId("connect").click();
    await page.getByTestId("add-slot").click();
    await expect(page.getByTestId("save-slot")).toHaveText("Hinzufügen");
    expect(await widthOf(page)).toBeLessThanOrEqual(320);
  });
});

const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);
