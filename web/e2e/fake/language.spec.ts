import { expect, type Page, test } from "@playwright/test";
import { WALKS } from "./walks.ts";

/** Parts of a page that show names, code, or texts of servers, which are not translated. */
const DATA = "[translate=no], .mono, code, .log-text:has(code), pre, script, style, noscript";

/** Units, formats and product names. */
const TERMS =
  /\b(?:[kM]?bit\/s|k?B|m?s|fps|kHz|dB|AVC|AAC|\d+p|HTTP-FLV|WebSocket-FLV|MultiConnection Studio|article\.js)\b/g;

/** Names in the data of the fake gateway, the browser and the tests. */
const NAMES =
  /rtmps?:\/\/\S+|[\w.-]+\.example\S*|connection refused|fake_device_\d|Fake Audio Input \d|\b(?:Ada|Hello|demo|lobby|chat|café|cabinet|backstage|accessible[\w-]*)/gu;

test.describe("with marks around the texts of the catalogue", () => {
  test.beforeEach(({ page }) => page.addInitScript(() => localStorage.setItem("multiconnection.language", "marked")));

  for (const [name, walk] of Object.entries(WALKS)) {
    test(`every text has marks: ${name}`, ({ page }) => walk(page, expectMarked));
  }
});

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

/** Expects marks around every text, accessible name, tooltip and placeholder of a page. */
async function expectMarked(page: Page, state: string): Promise<void> {
  const texts = await page.evaluate((data) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found: string[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node.parentElement?.closest(data) === null) {
        found.push(node.textContent ?? "");
      }
    }
    for (const name of ["aria-label", "title", "placeholder", "alt"]) {
      const elements = [...document.body.querySelectorAll(`[${name}]`)].filter((element) => !element.matches(data));
      found.push(...elements.map((element) => element.getAttribute(name) ?? ""));
    }
    return [...found, document.title];
  }, DATA);
  const unmarked = texts.filter((text) => /\p{L}/u.test(withoutMarked(text).replace(TERMS, "").replace(NAMES, "")));
  expect.soft([...new Set(unmarked)], state).toStrictEqual([]);
}

/** Removes the parts of a text that have marks; a message may contain others. */
function withoutMarked(text: string): string {
  const rest = text.replace(/⟦[^⟦⟧]*⟧/g, "");
  return rest === text ? rest : withoutMarked(rest);
}
