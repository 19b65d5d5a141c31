import { expect, type Page, test } from "@playwright/test";
import { openBarePage } from "../support.ts";

test.beforeEach(({ page }) => openBarePage(page));

/** Adds an element to the page and records its events in `received`. */
async function mount(page: Page, html: string): Promise<void> {
  await page.evaluate((html) => {
    const received: string[] = [];
    Object.assign(window, { received });
    for (const type of ["statechange", "status", "failover", "error", "server"]) {
      document.addEventListener(type, (event) => {
        const { phase, code, to } = (event as CustomEvent).detail ?? {};
        received.push([type, phase ?? code ?? to].filter((part) => part !== undefined).join(" "));
      });
    }
    document.body.innerHTML = html;
  }, html);
}

const received = (page: Page) => page.evaluate("received") as Promise<string[]>;

/** Returns the sequence of phases without `waiting`, which depends on the speed of the machine. */
async function phases(page: Page): Promise<string[]> {
  const all = (await received(page))
    .filter((event) => event.startsWith("statechange "))
    .map((event) => event.slice(12));
  return all.filter((phase) => phase !== "waiting").filter((phase, i, list) => phase !== list[i - 1]);
}

test.describe("the player", () => {
  const player = (page: Page) => page.locator("multi-connection-player");

  test("plays on click and is controlled by buttons and keys", async ({ page }) => {
    await mount(page, '<multi-connection-player servers="rtmp://a.example/live" name="show" controls>');
    await page.getByRole("button", { name: "Play" }).click();
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    await expect(page.getByText("Live", { exact: false })).toBeVisible();
    await expect(page.getByText("a.example")).toBeVisible();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(player(page)).toHaveAttribute("data-phase", "paused");
    await page.keyboard.press("k");
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    await page.keyboard.press("m");
    await expect(page.getByRole("button", { name: "Sound on" })).toBeVisible();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowDown");
    expect(await player(page).evaluate((element) => (element as HTMLElement & { volume: number }).volume)).toBeCloseTo(
      0.9,
    );
    await page.keyboard.press("f");
    await expect(page.getByRole("button", { name: "Leave full screen" })).toBeVisible();
    await page.keyboard.press("f");
    await expect(page.getByRole("button", { name: "Full screen", exact: true })).toBeVisible();
    expect(await phases(page)).toStrictEqual(["loading", "playing", "paused", "playing"]);
  });

  test("shows a failover to another server", async ({ page }) => {
    const servers = "rtmp://lost.example/live rtmp://b.example/live";
    await mount(page, `<multi-connection-player servers="${servers}" name="show" controls autoplay>`);
    await expect(page.getByText("Switched to b.example")).toBeVisible();
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    expect(await received(page)).toContain("failover 1");
    await expect(page.getByText("Switched to b.example")).toBeHidden();
  });

  test("seeks in a recording with its slider", async ({ page }) => {
    await mount(
      page,
      '<multi-connection-player servers="rtmp://a.example/live" name="show" start="0" controls autoplay>',
    );
    const bar = page.getByRole("slider", { name: "Position" });
    await expect(bar).toHaveAttribute("aria-valuetext", /^0:0\d \/ 0:03$/);
    await expect(player(page)).toHaveAttribute("data-phase", "ended");
    await page.getByRole("button", { name: "Play again" }).click();
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    await bar.fill("2.5");
    await expect(player(page)).toHaveAttribute("data-phase", "ended");
    const statuses = (await received(page)).filter((event) => event === "status NetStream.Seek.Notify");
    expect(statuses).toHaveLength(2);
  });

  test("waits for a missing stream and plays another one on request", async ({ page }) => {
    await mount(page, '<multi-connection-player servers="rtmp://a.example/live" name="missing" controls autoplay>');
    await expect(page.getByText("Starts by itself")).toBeVisible();
    await player(page).evaluate((element) => element.setAttribute("name", "show"));
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    await player(page).evaluate((element) => element.remove());
    expect((await received(page)).filter((event) => event === "error play-failed")).toHaveLength(1);
  });

  test("uses the colours of its page", async ({ page }) => {
    await mount(
      page,
      `<style>multi-connection-player { --mc-accent: rgb(1, 2, 3); } multi-connection-player::part(server) { color: rgb(4, 5, 6); }</style>
      <multi-connection-player servers="rtmp://a.example/live" name="show" controls autoplay>`,
    );
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    const badge = player(page).locator('[part="badge"]');
    await expect(badge).toHaveCSS("background-color", "rgb(1, 2, 3)");
    await expect(player(page).locator('[part="server"]')).toHaveCSS("color", "rgb(4, 5, 6)");
  });

  test("is created by a script that sets its properties", async ({ page }) => {
    await mount(page, "");
    await page.evaluate(() => {
      const made = document.createElement("multi-connection-player");
      Object.assign(made, { servers: ["rtmp://a.example/live"], name: "show", muted: true, volume: 0.5 });
      document.body.append(made);
      return made.play();
    });
    await expect(player(page)).toHaveAttribute("data-phase", "playing");
    await expect(player(page)).toHaveJSProperty("volume", 0.5);
    await player(page).evaluate((element) => (element as HTMLElement & { stop(): void }).stop());
    await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  });

  for (const width of [1280, 360]) {
    test(`fits a page of ${width} pixels`, async ({ page }) => {
      await page.setViewportSize({ width, height: 780 });
      await mount(
        page,
        '<multi-connection-player servers="rtmp://a.example/live" name="show" start="0" controls autoplay>',
      );
      await expect(player(page)).toHaveAttribute("data-phase", "playing");
      const [across, down] = await player(page).evaluate((e) => [
        e.clientWidth / e.clientHeight,
        document.body.scrollWidth,
      ]);
      expect(across).toBeCloseTo(16 / 9, 1);
      expect(down).toBeLessThanOrEqual(width);
    });
  }
});

test.describe("the publisher", () => {
  const publisher = (page: Page) => page.locator("multi-connection-publisher");
  const SERVERS = "rtmp://a.example/live rtmp://down.example/live";

  test("shows camera and microphone, goes live and stops", async ({ page, context }) => {
    await context.grantPermissions(["camera", "microphone"]);
    await mount(page, `<multi-connection-publisher servers="${SERVERS}" name="show">`);
    await expect(page.getByRole("combobox", { name: "Camera" })).toContainText("fake");
    await expect(publisher(page)).toHaveAttribute("data-video");
    await page.getByRole("button", { name: "Go live" }).click();
    await expect(publisher(page)).toHaveAttribute("data-phase", "live");
    const servers = page.getByRole("list", { name: "Servers" }).getByRole("listitem");
    await expect(servers).toHaveText([/a\.example\s*Live/, /down\.example\s*Reconnecting/]);
    await expect(publisher(page).locator('[part="time"]')).toHaveText("0:02");
    await page.getByRole("combobox", { name: "Camera" }).selectOption({ index: 0 });
    await page.getByRole("button", { name: "Stop" }).click();
    await expect(publisher(page)).toHaveAttribute("data-phase", "idle");
    expect(await phases(page)).toStrictEqual(["starting", "live", "stopping", "idle"]);
  });

  test("publishes tracks of the page and reports errors", async ({ page }) => {
    await mount(page, '<multi-connection-publisher servers="rtmp://badkey.example/live" name="show">');
    await publisher(page).evaluate((element) => {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 320, height: 180 });
      const context = canvas.getContext("2d");
      setInterval(() => context?.fillRect(0, 0, Math.random() * 320, 180), 40);
      const given = element as HTMLElement & { video: unknown; audio: unknown };
      given.video = canvas.captureStream(25).getVideoTracks()[0];
      const audio = new AudioContext();
      const tone = new OscillatorNode(audio);
      const out = audio.createMediaStreamDestination();
      tone.connect(out);
      tone.start();
      given.audio = out.stream.getAudioTracks()[0];
    });
    await expect(page.getByRole("combobox", { name: "Camera" })).toBeHidden();
    await page.getByRole("button", { name: "Go live" }).click();
    await expect(page.getByRole("alert")).toHaveText("No server accepted the stream. Check the stream name or key.");
    await publisher(page).evaluate((element) => element.setAttribute("servers", "rtmp://a.example/live"));
    await page.getByRole("button", { name: "Go live" }).click();
    await expect(publisher(page)).toHaveAttribute("data-phase", "live");
    await expect(page.getByRole("alert")).toBeHidden();
  });
});

test("the elements show the language of the page", async ({ page }) => {
  await mount(
    page,
    `<section lang="de-AT">
      <multi-connection-player servers="rtmp://a.example/live" name="missing" controls></multi-connection-player>
      <multi-connection-publisher servers="rtmp://a.example/live" name="show"></multi-connection-publisher>
    </section>`,
  );
  await page.getByRole("group", { name: "Videoplayer" }).getByRole("button", { name: "Wiedergabe" }).first().click();
  await expect(page.getByText("Offline", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "Erneut versuchen" })).toBeVisible();
  await page.getByRole("button", { name: "Live gehen" }).click();
  await expect(page.getByRole("list", { name: "Server" })).toBeVisible();
  await page.getByRole("button", { name: "Beenden" }).click();
  await expect(page.getByRole("button", { name: "Live gehen" })).toBeVisible();
});
