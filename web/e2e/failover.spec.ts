import { expect, type Page, test } from "@playwright/test";
import { failOnErrors } from "./support.ts";

/** Server, and the process that is killed while it plays. */
interface Link {
  url: string;
  pid?: number;
}

/** Stream, and its servers in the order of failover. The fake gateway drops its first server on its own. */
const [name, chain]: [string, Link[]] = JSON.parse(
  process.env.FAILOVER_CHAIN || '["show", [{ "url": "rtmp://lost.example/live" }, { "url": "rtmp://b.example/live" }]]',
);

test("fails over from each lost server to the next", async ({ page }) => {
  test.setTimeout(120_000);
  failOnErrors(page);
  await page.goto("./watch.html");
  await page.getByRole("textbox", { name: "Servers" }).fill(chain.map(({ url }) => url).join("\n"));
  await page.getByRole("textbox", { name: "Stream name" }).fill(name);
  await page.getByTestId("connect").click();
  for (const [i, { pid }] of chain.slice(0, -1).entries()) {
    await expectPlaying(page);
    if (pid !== undefined) {
      process.kill(pid, "SIGKILL");
    }
    await expect(page.getByTestId("event-log")).toContainText(
      new RegExp(`Switched from server ${i} to server ${i + 1} with a gap of [\\d.,]+ m?s\\.`),
    );
    await expect(page.getByTestId("facts")).toContainText(new RegExp(`${i + 1} · [\\d.,]+ m?s gap`));
  }
  await expectPlaying(page);
});

/** Waits until about a second of video, and audio, is decoded. */
async function expectPlaying(page: Page): Promise<void> {
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing", { timeout: 30_000 });
  const before = await decoded(page);
  await expect.poll(async () => (await decoded(page)).frames).toBeGreaterThan(before.frames + 20);
  await expect.poll(async () => (await decoded(page)).audioBytes).toBeGreaterThan(before.audioBytes);
}

/** Returns the counters of decoded media in Chromium. They increase while the element keeps its player. */
function decoded(page: Page): Promise<{ frames: number; audioBytes: number }> {
  return page.locator("multi-connection-player video").evaluate((element) => {
    const video = element as HTMLVideoElement & { webkitAudioDecodedByteCount: number };
    return {
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      audioBytes: video.webkitAudioDecodedByteCount,
    };
  });
}
