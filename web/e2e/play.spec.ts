import { expect, type Page, test } from "@playwright/test";

const PAGE = "http://localhost:4174/";

test.skip(process.env.BASE_URL !== undefined, "the page is beside the fake gateway");

test.beforeEach(async ({ page }) => {
  page.on("pageerror", (error) => expect.soft(String(error), "error on the page").toBe(""));
  page.on("console", (message) => {
    if (message.type() === "error") {
      expect.soft(message.text(), "error on the console").toBe("");
    }
  });
  await page.goto(PAGE);
});

/** Plays in the page's element; what a test looks at is on the window. */
async function play(page: Page, name: string, options: object = {}, servers = ["rtmp://a.example/live"]) {
  await page.evaluate(
    async ([name, options, servers]) => {
      const { sdk, gateway } = window.page;
      const mc = new sdk.MultiConnection(gateway);
      await mc.connect(servers as string[], { require: "any" });
      const stream = await mc.play(name as string, options as object);
      const video = document.querySelector("video") as HTMLVideoElement;
      const player = await stream.attach(video);
      Object.assign(window, { mc, stream, player, video });
    },
    [name, options, servers] as const,
  );
}

const look = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
const decoded = (page: Page) => look<number>(page, "player.state.decodedFrames");

test("a live stream is decoded, with its sound, close to its edge", async ({ page }) => {
  await play(page, "show");
  await expect.poll(() => decoded(page)).toBeGreaterThan(24);
  expect(await look(page, "[video.videoWidth, video.videoHeight]")).toStrictEqual([256, 144]);
  await expect.poll(() => look(page, "player.state.phase")).toBe("playing");
  await expect.poll(() => look<number>(page, "video.webkitAudioDecodedByteCount")).toBeGreaterThan(1000);
  await expect.poll(() => look<number>(page, "player.state.latency")).toBeLessThan(1);
  const time = await look<number>(page, "stream.time");
  expect(time).toBeGreaterThan(60);
  await expect.poll(() => look<number>(page, "stream.time")).toBeGreaterThan(time + 1);
});
