import { type Browser, expect, type Page, test } from "@playwright/test";
import { isConfig, readRecording, type Tag } from "../recording.ts";
import { slowDown, standStill } from "../slow-machine.ts";
import { DESTINATIONS, Studio } from "../support.ts";

/** Keyframe interval that the studio asks for, in milliseconds. */
const KEYFRAME_INTERVAL_MS = 2000;

interface Sent {
  videoFrames: number;
  audioFrames: number;
}

/** Keeps what the SDK's worker says that it has sent of a stream when the stream ends. */
async function keepSent(page: Page): Promise<() => Promise<Sent>> {
  await page.addInitScript(() => {
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.addEventListener("message", ({ data }) => {
          if (data.kind === "stopped") {
            Object.assign(globalThis, { sent: data.stats });
          }
        });
      }
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as { sent: Sent }).sent);
}

/** Broadcasts the test sources for at least eight seconds; whatever the machine does, no bound here is one of speed. */
async function broadcast(page: Page, meanwhile: () => Promise<void>): Promise<Sent> {
  const sent = await keepSent(page);
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.timer).toHaveText(/00:(0[3-9]|[1-5]\d)/, { timeout: 240_000 });
  await meanwhile();
  await expect(studio.timer).toHaveText(/00:(0[89]|[1-5]\d)/, { timeout: 240_000 });
  await studio.end();
  return sent();
}

function expectWhole(tags: Tag[], sent: Sent): void {
  const [audio, video] = [8, 9].map((type) => tags.filter((tag) => tag.type === type)) as [Tag[], Tag[]];

  // Both configurations come before any media: AAC-LC of 48 kHz, AVC High with lengths of four bytes.
  expect(tags.slice(0, 2).every(isConfig)).toBe(true);
  expect(tags.slice(2).filter(isConfig)).toStrictEqual([]);
  expect([...(audio[0]?.body.subarray(2) ?? [])]).toStrictEqual([0x11, audio[0]?.body[3]]);
  expect(video[0]?.body.subarray(5, 7)).toStrictEqual(Uint8Array.of(1, 0x64));

  // All that was sent is there, up to the end.
  expect(video.length - 1).toBe(sent.videoFrames);
  expect(audio.length - 1).toBe(sent.audioFrames);

  for (const track of [audio, video]) {
    const times = track.slice(1).map(({ timestamp }) => timestamp);
    expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true);
  }
  const gaps = audio.slice(2).map(({ timestamp }, i) => timestamp - (audio[i + 1]?.timestamp ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(22);
  // The first frame after the interval is a keyframe, whenever there was one to encode.
  let keyframe = 0;
  for (const { timestamp, body } of video.slice(1)) {
    keyframe = body[0] === 0x17 ? timestamp : keyframe;
    expect(timestamp - keyframe).toBeLessThan(KEYFRAME_INTERVAL_MS);
  }
}
const machines: Record<string, (page: Page, browser: Browser) => Promise<() => Promise<void>>> = {
  "a machine": async () => async () => {},
  "a machine that is slow": async (page) => {
    await slowDown(page, 6);
    return async () => {};
  },
  "a machine that stands still for three seconds": async (_, browser) => () => standStill(browser, 3000),
};

for (const [machine, prepare] of Object.entries(machines)) {
  test(`sends complete media of real encoders on ${machine}: configurations first, increasing timestamps, no gaps`, async ({
    page,
    browser,
  }) => {
    test.setTimeout(600_000);
    const sent = await broadcast(page, await prepare(page, browser));
    expectWhole(readRecording(), sent);
  });
}
