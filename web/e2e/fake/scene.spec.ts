import { expect, type Page, test } from "@playwright/test";
import { isConfig, readRecording } from "../recording.ts";
import { DESTINATIONS, openBarePage, Studio } from "../support.ts";

/** Points of the canvas, as shares of its width and height. */
type Points = readonly (readonly [number, number])[];

const COLORS: Record<string, readonly number[]> = {
  /** Background of the screen that Chromium pretends to share. */
  screen: [0, 137, 0],
  /** Bars of the test pattern: the first one, the last one, and three between. */
  white: [232, 232, 230],
  blue: [59, 91, 214],
  yellow: [217, 201, 74],
  cyan: [79, 195, 200],
  purple: [182, 95, 184],
  /** Bars at the sides, and the background of the test pattern below its bars. */
  black: [0, 0, 0],
  logo: [255, 0, 0],
};

/** Names the colour of a pixel; `?` if it has none of the names. */
function nameOf(pixel: string): string {
  const [red = 0, green = 0, blue = 0] = pixel.split(",").map(Number);
  const isClose = ([r = 0, g = 0, b = 0]: readonly number[]) => Math.hypot(r - red, g - green, b - blue) < 60;
  return Object.entries(COLORS).find(([, color]) => isClose(color))?.[0] ?? "?";
}

/** Decodes the newest recording. Returns the size of its frames, their colours at points without repetitions, and the gaps in milliseconds. */
async function recorded(page: Page, points: Points): Promise<{ size: string; seen: string[]; gaps: number[] }> {
  const video = readRecording().filter(({ type }) => type === 9);
  const bodies = video.map(({ body }) => Buffer.from(body).toString("base64"));
  await openBarePage(page);
  const frames = await page.evaluate(([bodies, points]) => window.page.colorsAt(bodies, points), [
    bodies,
    points,
  ] as const);
  const names = frames.map(({ colors }) => colors.map(nameOf).join(" "));
  const times = video.filter((tag) => !isConfig(tag)).map(({ timestamp }) => timestamp);
  return {
    size: [...new Set(frames.map(({ size }) => size))].join(),
    seen: names.filter((each, i) => each !== names[i - 1]),
    gaps: times.slice(1).map((time, i) => time - (times[i] ?? 0)),
  };
}

async function open(page: Page): Promise<Studio> {
  const studio = new Studio(page);
  await studio.open();
  await page.getByTestId("quality").selectOption("360p");
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  return studio;
}

/** Waits for this many more seconds of the broadcast. */
async function onAir(studio: Studio, seconds: number): Promise<void> {
  const elapsed = async () => Number((await studio.timer.textContent())?.slice(-2));
  const from = (await studio.timer.isVisible()) ? await elapsed() : 0;
  await expect.poll(elapsed, { intervals: [100] }).toBeGreaterThanOrEqual(from + seconds);
}

const choose = (page: Page, name: string) => page.getByRole("radio", { name, exact: true }).check({ force: true });

test("composes screen and camera, and changes the layout while live", async ({ page }) => {
  const studio = await open(page);
  await choose(page, "Screen with camera");
  await page.getByTestId("share-screen").click();
  const handle = page.getByTestId("overlay-handle");
  const box = await handle.boundingBox();
  const stage = await page.locator("mc-stage video").boundingBox();
  if (box === null || stage === null) {
    throw new Error("no preview");
  }

  // From the lower right to the upper left corner by pointer, where it snaps, and back by keys.
  await page.mouse.move(box.x + 20, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(stage.x + 45, stage.y + 45, { steps: 3 });
  await page.mouse.up();
  const corner = (name: string) => page.getByRole("group", { name: "Camera position" }).getByRole("radio", { name });
  await expect(corner("Top left")).toBeChecked();
  await handle.focus();
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Shift+ArrowRight");
  }
  await page.keyboard.press("+");
  await expect(page.getByRole("radio", { name: "Large" })).toBeChecked();
  await expect(corner("Top right")).toBeChecked();

  await studio.goLive.click();
  await onAir(studio, 1);
  await corner("Bottom left").check({ force: true });
  await onAir(studio, 1);
  await choose(page, "Camera");
  await onAir(studio, 1);
  await choose(page, "Screen");
  await onAir(studio, 1);
  await page.getByTestId("stop-screen").click();
  await onAir(studio, 1);
  await studio.end();

  // The first and the last bar of the camera in both corners, and the screen beside it.
  const right = [0.64, 0.95].map((x) => [x, 0.2] as const);
  const left = [0.05, 0.36].map((x) => [x, 0.7] as const);
  const { size, seen, gaps } = await recorded(page, [...right, ...left, [0.2, 0.4]]);
  expect(seen).toStrictEqual([
    "white blue screen screen screen",
    "screen screen white blue screen",
    "purple blue black black yellow",
    "screen screen screen screen screen",
    "purple blue black black yellow",
  ]);
  expect(size).toBe("640x360");
  expect(Math.max(...gaps)).toBeLessThan(1000);
});

test("crops the camera to a portrait frame, below title and logo", async ({ page }) => {
  const studio = await open(page);
  await page.getByTestId("quality").selectOption("720p");
  await choose(page, "Portrait");
  await page.getByText("Title and logo").click();
  await page.getByTestId("scene-text").fill("On air");
  await page.getByTestId("scene-text").press("Enter");
  const logo = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
    const context = canvas.getContext("2d");
    if (context !== null) {
      context.fillStyle = "red";
      context.fillRect(0, 0, 64, 64);
    }
    return canvas.toDataURL("image/png").split(",")[1] ?? "";
  });
  const buffer = Buffer.from(logo, "base64");
  await page.getByTestId("logo-file").setInputFiles({ name: "logo.png", mimeType: "image/png", buffer });
  await expect(page.getByText("logo.png")).toBeVisible();
  await studio.goLive.click();
  await onAir(studio, 1);
  await studio.end();

  // The third and the fifth of seven bars are at the edges. The flash of the pattern does not reach them.
  const { size, seen } = await recorded(page, [
    [0.06, 0.5],
    [0.94, 0.5],
    [0.9, 0.05],
  ]);
  expect(size).toBe("720x1280");
  expect(seen).toStrictEqual(["cyan purple logo"]);
});
