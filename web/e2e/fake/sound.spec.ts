import { expect, type Locator, type Page, test } from "@playwright/test";
import { readRecording } from "../recording.ts";
import { CALL_SERVERS, Studio } from "../support.ts";

/** Tones of the microphone, whose sound is processed as speech, and of the second source in Hz. */
const TONES = [500, 1500] as const;

/** Colors at the left: a bar of the test pattern, and the background of the fake camera. */
const [PATTERN, CAMERA] = [
  [232, 232, 230],
  [0, 135, 0],
] as const;

/** Amplitude of each tone. */
const AMPLITUDE = 0.25;

/** Replaces the microphones with tones, and counts how often the track of a stream is replaced. */
async function useTones(page: Page): Promise<void> {
  await page.addInitScript(
    ([tones, amplitude]) => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      navigator.mediaDevices.getUserMedia = async (constraints) => {
        const audio = constraints?.audio;
        if (typeof audio !== "object") {
          return open(constraints);
        }
        const context = new AudioContext({ sampleRate: 48_000 });
        const oscillator = new OscillatorNode(context, { frequency: tones[audio.echoCancellation ? 0 : 1] });
        const destination = new MediaStreamAudioDestinationNode(context);
        oscillator.connect(new GainNode(context, { gain: amplitude })).connect(destination);
        oscillator.start();
        return destination.stream;
      };
      const counts = { attached: 0 };
      Object.assign(globalThis, { counts });
      globalThis.Worker = class extends Worker {
        override postMessage(message: unknown, transfer?: unknown): void {
          counts.attached += (message as { kind?: string }).kind === "attach" ? 1 : 0;
          super.postMessage(message, transfer as Transferable[]);
        }
      };
    },
    [TONES, AMPLITUDE] as const,
  );
}

/** Decodes the newest recording, and returns the level of each tone in steps of 100 ms, in dB below its amplitude. */
async function levels(page: Page): Promise<number[][]> {
  const bodies = readRecording().flatMap(({ type, body }) =>
    type === 8 ? [Buffer.from(body).toString("base64")] : [],
  );
  return page.evaluate(
    async ([bodies, tones, amplitude]) => {
      const samples: number[] = [];
      const output = (data: AudioData) => {
        const plane = new Float32Array(data.numberOfFrames);
        data.copyTo(plane, { planeIndex: 0, format: "f32-planar" });
        samples.push(...plane);
        data.close();
      };
      const decoder = new AudioDecoder({ output, error: (error) => console.error(error) });
      let timestamp = 0;
      for (const body of bodies.map((each) => Uint8Array.from(atob(each), (char) => char.charCodeAt(0)))) {
        const data = body.subarray(2);
        if (body[1] === 0) {
          const numberOfChannels = ((data[1] ?? 0) >> 3) & 15;
          decoder.configure({ codec: "mp4a.40.2", sampleRate: 48_000, numberOfChannels, description: data });
        } else {
          decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: timestamp++, data }));
        }
      }
      await decoder.flush();
      const step = 4800;
      const amplitudeAt = (from: number, hertz: number) => {
        let [re, im] = [0, 0];
        for (let i = 0; i < step; i++) {
          const angle = (2 * Math.PI * hertz * i) / 48_000;
          re += (samples[from + i] ?? 0) * Math.cos(angle);
          im += (samples[from + i] ?? 0) * Math.sin(angle);
        }
        return (2 * Math.hypot(re, im)) / step;
      };
      return Array.from({ length: Math.floor(samples.length / step) }, (_, i) =>
        tones.map((hertz) => Math.round(20 * Math.log10(amplitudeAt(i * step, hertz) / amplitude + 1e-5))),
      );
    },
    [bodies, TONES, AMPLITUDE] as const,
  );
}

/** Waits until the recorded track shows a color at its left. */
async function expectRecorded(page: Page, color: readonly number[]): Promise<void> {
  await page.waitForFunction(() => (globalThis as { recorded?: MediaStream }).recorded);
  const shown = async () =>
    page.evaluate(async () => {
      const { recorded } = globalThis as unknown as { recorded: MediaStream };
      const video = document.createElement("video");
      video.srcObject = new MediaStream(recorded.getVideoTracks());
      video.muted = true;
      await video.play();
      const context = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(video, -20, -100);
      video.srcObject = null;
      return [...context.getImageData(0, 0, 1, 1).data];
    });
  await expect.poll(async () => isColor(await shown(), color)).toBe(true);
}

/** Whether a color is about another one: encoders change it a little. */
function isColor(color: readonly number[] | undefined, expected: readonly number[]): boolean {
  return expected.every((value, i) => Math.abs((color?.[i] ?? Number.NaN) - value) <= 12);
}

const secondsOf = async (clock: Locator) => Number((await clock.textContent())?.slice(-2));

/** Waits until a clock of the page shows a number of seconds more. */
async function pass(clock: Locator, seconds: number): Promise<void> {
  const start = await secondsOf(clock);
  await expect.poll(() => secondsOf(clock)).toBeGreaterThanOrEqual(start + seconds);
}

/** Whether steps of 100 ms have these levels one after the other, in dB below the amplitude of the tones. */
function hasPhases(steps: number[][], phases: ReadonlyArray<readonly [number, number]>): boolean {
  const [phase, ...rest] = phases;
  if (phase === undefined) {
    return true;
  }
  const isQuiet = (level: number) => level < -80;
  const at = steps.findIndex((levels) =>
    levels.every((level, i) => (isQuiet(phase[i] ?? 0) ? isQuiet(level) : Math.abs(level - (phase[i] ?? 0)) <= 1)),
  );
  return at >= 0 && hasPhases(steps.slice(at), rest);
}

test("mixes two audio sources with their gains, and never replaces the published track", async ({ page }) => {
  await useTones(page);
  const studio = new Studio(page);
  await studio.open();
  await page.getByTestId("camera").selectOption("test");
  await page.getByTestId("quality").selectOption("360p");
  await studio.sendTo(CALL_SERVERS);
  await studio.goLive.click();
  await pass(studio.timer, 1);
  await page.getByTestId("second").selectOption("Fake Audio Input 2");
  await page.getByTestId("second-gain").fill("-12");
  await pass(studio.timer, 1);
  await page.getByTestId("microphone-gain").press("Home");
  await expect(page.locator("output[for=microphone-gain]")).toHaveText("−∞ dB");
  await pass(studio.timer, 1);
  await studio.end();
  expect(await page.evaluate("counts")).toStrictEqual({ attached: 0 });
  const steps = await levels(page);
  const phases = [
    [0, -100],
    [0, -12],
    [-100, -12],
  ] as const;
  expect(hasPhases(steps, phases), JSON.stringify(steps)).toBe(true);
});

test("records what is sent, continues with another camera, and saves a file that plays", async ({ page }) => {
  await page.addInitScript(() => {
    Object.assign(globalThis, {
      showSaveFilePicker: async ({ suggestedName }: { suggestedName: string }) => {
        const folder = await navigator.storage.getDirectory();
        const picked = await folder.getFileHandle(suggestedName, { create: true });
        Object.assign(globalThis, { picked });
        return picked;
      },
      MediaRecorder: class extends MediaRecorder {
        constructor(stream: MediaStream, options: MediaRecorderOptions) {
          super(stream, options);
          Object.assign(globalThis, { recorded: stream });
        }
      },
    });
  });
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await page.getByTestId("quality").selectOption("360p");
  await page.getByTestId("record").click();
  await expectRecorded(page, PATTERN);
  await pass(page.getByTestId("record-time"), 1);
  await page.getByTestId("camera").selectOption("fake_device_0");
  await expectRecorded(page, CAMERA);
  await pass(page.getByTestId("record-time"), 2);
  await page.getByTestId("record").click();
  // The file is kept until it is saved.
  const savedBytes = () =>
    page.evaluate(async () => {
      const { picked } = globalThis as unknown as { picked?: FileSystemFileHandle };
      return (await picked?.getFile())?.size ?? 0;
    });
  await expect.poll(savedBytes).toBeGreaterThan(0);
  await expect(page.getByTestId("kept-recording")).toHaveCount(0);
  const saved = await page.evaluate(async () => {
    const { picked } = globalThis as unknown as { picked: FileSystemFileHandle };
    const file = await picked.getFile();
    const video = document.createElement("video");
    const next = (type: string) => new Promise((resolve) => video.addEventListener(type, resolve, { once: true }));
    video.src = URL.createObjectURL(file);
    await next("loadedmetadata");
    const { videoWidth, videoHeight, duration } = video;
    const colorAt = async (seconds: number) => {
      video.currentTime = seconds;
      await next("seeked");
      const context = new OffscreenCanvas(1, 1).getContext("2d") as OffscreenCanvasRenderingContext2D;
      context.drawImage(video, -20, -100);
      return [...context.getImageData(0, 0, 1, 1).data];
    };
    const colors = [await colorAt(0), await colorAt(duration)];
    const context = new AudioContext();
    const sound = await context.decodeAudioData(await file.arrayBuffer());
    const peak = sound.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    return { name: file.name, width: videoWidth, height: videoHeight, duration, colors, sound: sound.duration, peak };
  });
  expect(saved.name).toMatch(/^multiconnection-20\d\d(-\d\d){5}\.(mp4|webm)$/);
  expect(saved).toMatchObject({ width: 640, height: 360 });
  expect(saved.duration).toBeGreaterThan(3);
  expect(Math.abs(saved.sound - saved.duration)).toBeLessThan(1);
  expect(saved.peak).toBeCloseTo(0.25, 1);
  expectColor(saved.colors[0], PATTERN);
  expectColor(saved.colors[1], CAMERA);
});

function expectColor(color: number[] | undefined, expected: readonly number[]): void {
  expect(isColor(color, expected), `${color}, expected ${expected}`).toBe(true);
}
