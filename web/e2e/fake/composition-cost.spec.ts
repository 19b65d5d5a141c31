import { type Browser, test } from "@playwright/test";
import type { SceneName } from "../pages/composition-cost.ts";
import { openBarePage } from "../support.ts";

const FRAMES = 60;
const ROUNDS = 5;
const SCENES: readonly SceneName[] = ["camera", "camera with title", "screen with camera"];

/** Returns the processor time of all processes of the browser in milliseconds. */
async function cpuMs(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

for (const [width, height] of [
  [1280, 720],
  [1920, 1080],
] as const) {
  // A fixed number of frames, so that other work on the machine hardly counts. The scenes alternate.
  test(`costs of composition at ${height}p`, async ({ browser, page }) => {
    test.setTimeout(0);
    await openBarePage(page);
    const results = new Map<SceneName, number[]>(SCENES.map((name) => [name, []]));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const name of SCENES) {
        const before = await cpuMs(browser);
        const run = [name, FRAMES, width, height] as const;
        await page.evaluate((run) => window.page.composeAndEncode(...run), run);
        // The first round warms up.
        if (round > 0) {
          results.get(name)?.push(((await cpuMs(browser)) - before) / FRAMES);
        }
      }
    }
    const base = median(results.get("camera") ?? []);
    for (const [name, all] of results) {
      const cpu = median(all);
      console.log(`${height}p, ${name}: ${cpu.toFixed(1)} ms per frame, × ${(cpu / base).toFixed(2)}`);
    }
  });
}
