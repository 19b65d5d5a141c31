import { expect, test } from "@playwright/test";
import { isConfig, readRecording, type Tag } from "../recording.ts";
import { DESTINATIONS, Studio } from "../support.ts";

test("sends complete media of real encoders: configurations first, increasing timestamps, no gaps", async ({
  page,
}) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(studio.timer).toHaveText("00:08", { timeout: 20_000 });
  await studio.end();

  const tags = readRecording();
  const [audio, video] = [8, 9].map((type) => tags.filter((tag) => tag.type === type)) as [Tag[], Tag[]];
  expect(video.length).toBeGreaterThan(80);
  expect(audio.length).toBeGreaterThan(300);

  // Both configurations precede all media: AAC-LC at 48 kHz, AVC High with lengths of four bytes.
  expect(tags.slice(0, 2).every(isConfig)).toBe(true);
  expect(tags.slice(2).filter(isConfig)).toStrictEqual([]);
  expect([...(audio[0]?.body.subarray(2) ?? [])]).toStrictEqual([0x11, audio[0]?.body[3]]);
  expect(video[0]?.body.subarray(5, 7)).toStrictEqual(Uint8Array.of(1, 0x64));

  for (const track of [audio, video]) {
    const times = track.slice(1).map(({ timestamp }) => timestamp);
    expect(times.every((time, i) => i === 0 || time > (times[i - 1] ?? 0))).toBe(true);
  }
  const gaps = audio.slice(2).map(({ timestamp }, i) => timestamp - (audio[i + 1]?.timestamp ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(22);
  const keyframes = video.filter(({ body }) => body[0] === 0x17).map(({ timestamp }) => timestamp);
  keyframes.forEach((time, i) => {
    expect(time - (keyframes[i - 1] ?? time)).toBeLessThanOrEqual(2200);
  });
  expect(Math.abs((audio.at(-1)?.timestamp ?? 0) - (video.at(-1)?.timestamp ?? 0))).toBeLessThan(400);
});
