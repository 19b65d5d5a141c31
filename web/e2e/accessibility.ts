import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { AxeResults, RuleObject, RunOptions } from "axe-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Widths of windows in CSS pixels: phones, tablets, laptops. 512 and 720 are 1024 and 1440 at a zoom of 200 %. */
const WIDTHS = [320, 390, 512, 624, 700, 720, 768, 820, 1024, 1180, 1440] as const;

/** Colours, and the widths at which axe checks the pages with them. */
const MEDIA = {
  light: { colors: { colorScheme: "light", forcedColors: "none" }, widths: [390, 1440] },
  dark: { colors: { colorScheme: "dark", forcedColors: "none" }, widths: [1440] },
  "forced colors": { colors: { colorScheme: "dark", forcedColors: "active" }, widths: [390] },
} as const;

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Folder for screenshots of each state, for reviews by eye. Default: none are taken. */
const SHOTS = process.env.SHOTS;

/**
 * Checks the current state of a page: axe finds no violation in light, dark and forced colours, and nothing has to be
 * scrolled sideways at any width. Restores the window afterwards.
 */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const window = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect.soft(await tooWide(page), `${state}: wider than ${width} px`).toStrictEqual([]);
  }
  for (const [name, { colors, widths }] of Object.entries(MEDIA)) {
    await page.emulateMedia({ ...colors, reducedMotion: "reduce" });
    // axe reads the colours of the style sheets, not those that the browser uses instead.
    const rules = { "color-contrast": { enabled: colors.forcedColors === "none" } };
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      expect.soft(await violations(page, rules), `${state}, ${name}, ${width} px`).toStrictEqual([]);
    }
    await shoot(page, `${state} ${name}`);
  }
  await page.emulateMedia({ colorScheme: null, forcedColors: null, reducedMotion: null });
  await page.setViewportSize(window ?? { width: 1440, height: 900 });
}

/** Returns the elements that stick out of the window, and those whose content has to be scrolled sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const nameOf = ({ localName, className }: Element) => `${localName}.${String(className).replaceAll(" ", ".")}`;
    const scrolls = (element: Element) => /auto|scroll/.test(getComputedStyle(element).overflowX);
    const sideways = [...document.querySelectorAll("body *")].filter(
      (element) => scrolls(element) && element.scrollWidth > element.clientWidth + 1,
    );
    const page = document.documentElement.scrollWidth > width;
    const outside = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > width + 1,
    );
    return [...sideways, ...(page ? outside : [])].map(nameOf);
  });
}

/** Returns the violations that axe finds, in one line each. */
async function violations(page: Page, rules: RuleObject): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) {
    await page.evaluate(AXE);
  }
  const options: RunOptions = { runOnly: TAGS, rules, resultTypes: ["violations"] };
  const results = (await page.evaluate(`axe.run(${JSON.stringify(options)})`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = "" }) => `${id}: ${target.join(" ")}: ${failureSummary.split("\n")[1]?.trim()}`,
    ),
  );
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const width of SHOTS === undefined ? [] : [390, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await page.screenshot({ path: `${SHOTS}/${name.replaceAll(/\W+/g, "-")}-${width}.png`, fullPage: true });
  }
}
