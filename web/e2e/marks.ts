import { expect, type Page } from "@playwright/test";

/** Parts of a page that show names, code, or texts of servers, which are not translated. */
const DATA = "[translate=no], .mono, code, .log-text:has(code), pre, script, style, noscript";

/** Units, formats and product names. */
const TERMS =
  /\b(?:[kM]?bit\/s|[kMG]?B|m?s|fps|kHz|dB|AVC|AAC|\d+p|HTTP-FLV|WebSocket-FLV|MultiConnection Studio|Facebook|TikTok|article\.js)\b/g;

/** Names in the data of the fake gateway, the browser and the tests. */
const NAMES =
  /rtmps?:\/\/\S+|[\w.-]+\.example\S*|connection refused|fake_device_\d|Fake Audio Input \d|\b(?:Ada|Hello|demo|lobby|chat|café|cabinet|backstage|accessible[\w-]*)/gu;

/** Stores the choice of the English texts with marks around them, for pages that are loaded afterwards. */
export async function markTexts(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem("multiconnection.language", "marked"));
}

/** Expects marks around every text, accessible name, tooltip and placeholder of a page. */
export async function expectMarked(page: Page, state: string): Promise<void> {
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
