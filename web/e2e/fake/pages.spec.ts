import { test } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expectMarked, markTexts } from "../marks.ts";
import { WALKS } from "./walks.ts";

/** Whether people read the pages: screenshots have no marks. */
const READ = process.env.SHOTS !== undefined;

for (const [name, walk] of Object.entries(WALKS)) {
  test(`every state of a page is accessible and translated: ${name}`, async ({ page }) => {
    if (!READ) {
      await markTexts(page);
    }
    await walk(page, async (page, state) => {
      await expectAccessible(page, state);
      if (!READ) {
        await expectMarked(page, state);
      }
    });
  });
}
