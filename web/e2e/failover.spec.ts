import { expect, type Page, test } from "@playwright/test";
import { failOnErrors } from "./support.ts";

/** A server, and the process that is killed when it plays. */
interface Link {
  url: string;
  pid?: number;
}

/** The stream, and its servers in the order in which they are to play. The fake gateway loses its first one by itself. */
const [name, chain]: [string, Link[]] = JSON.parse(
  process.env.FAILOVER_CHAIN || '["show", [{ "url": "rtmp://lost.example/live" }, { "url": "rtmp://b.example/live" }]]',
);

test("each server plays on where the one before it is lost", async ({ page }) => {
  test.setTimeout(120_000);
  failOnErrors(page);
  await page.goto("./watch.html");
  await page.getByRole("textbox", { name: "Servers" }).fill(chain.map(({ url }) => url).join("\n"));
  await page.getByRole("textbox", { name: "Name of the stream" }).fill(name);
  await page.getByTestId("connect").click();
  for (const [i, { pid }] of chain.slice(0, -1).entries()) {
    await expectPlaying(page);
    if (pid !== undefined) {
      process.kill(pid, "SIGKILL");
    }
    await expect(page.getByTestId("event-log")).toContainText(
      new RegExp(`Server ${i + 1} plays on, [\\d.,]+ m?s after the last frame of server ${i}\\.`),
    );
    await expect(page.getByTestId("facts")).toContainText(new RegExp(`${i + 1} · [\\d.,]+ m?s gap`));
  }
  await expectPlaying(page);
});

/** Waits until a second's worth of pictures is decoded, and sound. */
async function expectPlaying(page: Page): Promise<void> {
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing");
  const before = await decoded(page);
  await expect.poll(async () => (await decoded(page)).frames).toBeGreaterThan(before.frames + 20);
  await expect.poll(async () => (await decoded(page)).audioBytes).toBeGreaterThan(before.audioBytes);
}

/** What Chromium has decoded so far; the counts go on as long as the element has its player. */
function decoded(page: Page): Promise<{ frames: number; audioBytes: number }> {
  return page.locator("multi-connection-player video").evaluate((element) => {
    const video = element as HTMLVideoElement & { webkitAudioDecodedByteCount: number };
    return {
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
      audioBytes: video.webkitAudioDecodedByteCount,
    };
  });
}
