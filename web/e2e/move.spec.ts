import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import type { LinkState, PublishedStream } from "multiconnection";
import { openBarePage } from "./support.ts";

/** The test harness shuts down the gateway `going` once all broadcasts are live, see MoveIT. */
const plan: { gateway: string; going: string; server: string; count: number } = JSON.parse(
  process.env.BROADCASTS || "{}",
);

/** Longest gap without new frames, in milliseconds, on a machine that runs 50 encoders and both gateways. */
const MAX_GAP_MS = 5000;

interface Broadcast {
  links: LinkState[];
  stream: PublishedStream;
  closed: boolean;
}

declare global {
  interface Window {
    broadcasts: Broadcast[];
  }
}

test("moves every broadcast to another gateway on goaway", async ({ page }) => {
  test.setTimeout(400_000);
  await openBarePage(page);
  // The browser logs errors about handshakes that a gateway rejects.
  page.removeAllListeners("console");
  await page.evaluate(goLive, plan);

  const moved = () => page.evaluate(() => window.broadcasts.filter(({ links }) => links.length >= 2).length);
  await expect.poll(moved, { timeout: 120_000 }).toBe(plan.count);
  for (const { links, closed } of await linkEvents(page)) {
    expect(links).toMatchObject([{ state: "moving" }, { state: "connected", how: "moved" }]);
    expect(closed).toBe(false);
  }
  const gaps = (await linkEvents(page)).map(({ links }) => (links[1] as { gapMs: number }).gapMs).sort((a, b) => a - b);
  const at = (share: number) => gaps[Math.floor(share * (gaps.length - 1))];
  const summary = { broadcasts: plan.count, min: at(0), median: at(0.5), p95: at(0.95), max: at(1) };
  writeFileSync(join(import.meta.dirname, "../test-results/move-gaps.json"), JSON.stringify(summary));
  console.log(`gaps in ms: ${JSON.stringify(summary)}`);
  expect(at(1)).toBeLessThan(MAX_GAP_MS);

  // The old gateway is gone: new acknowledgements come from the new one.
  const isRunning = () =>
    page.request.get(plan.going).then(
      () => true,
      () => false,
    );
  await expect.poll(isRunning, { timeout: 60_000 }).toBe(false);
  const before = await acknowledged(page);
  await expect
    .poll(async () => (await acknowledged(page)).every((bytes, i) => bytes > (before[i] ?? 0) + 2000), {
      timeout: 60_000,
    })
    .toBe(true);
});

/** Starts small broadcasts of 5 fps, five at a time: one machine runs all encoders, and each takes time to start. */
async function goLive({ gateway, server, count }: typeof plan): Promise<void> {
  const { Canvas, MultiConnection } = window.page.sdk;
  const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 90 });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  setInterval(() => {
    context.fillStyle = `hsl(${performance.now() / 20} 60% 50%)`;
    context.fillRect(0, 0, 160, 90);
  }, 200);
  const { track } = Canvas.of(canvas, 5);
  const begin = async (i: number) => {
    const mc = new MultiConnection(gateway);
    const links: LinkState[] = [];
    mc.on("link", (link) => links.push(link));
    await mc.connect([server], { timeout: 20_000 });
    const media = { video: track.clone(), frameRate: 5, videoBitrate: 60_000, timeout: 20_000 };
    const stream = await mc.publish(`move-${i}`, media);
    const broadcast = { links, stream, closed: false };
    void mc.closed.then(() => {
      broadcast.closed = true;
    });
    window.broadcasts.push(broadcast);
  };
  window.broadcasts = [];
  for (let i = 0; i < count; i += 5) {
    await Promise.all([0, 1, 2, 3, 4].filter((j) => i + j < count).map((j) => begin(i + j)));
  }
}

function linkEvents(page: Page): Promise<Array<{ links: LinkState[]; closed: boolean }>> {
  return page.evaluate(() => window.broadcasts.map(({ links, closed }) => ({ links, closed })));
}

function acknowledged(page: Page): Promise<number[]> {
  return page.evaluate(() =>
    window.broadcasts.map(({ stream }) => stream.stats.sentBytes - stream.stats.inFlightBytes),
  );
}
