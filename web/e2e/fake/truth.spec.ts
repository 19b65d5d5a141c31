import { expect, type Page, test } from "@playwright/test";
import { DESTINATIONS, Studio } from "../support.ts";
import { connect } from "./walks.ts";

const [FIRST = "", SECOND = ""] = DESTINATIONS;
const health = (page: Page) => page.getByTestId("health");
const onAir = (page: Page) => page.getByTestId("on-air");
const fault = (page: Page, what: string) => page.request.get(`/fake/${what}`);

/** Goes live to two servers, with the camera and microphone of the browser. */
async function live(page: Page): Promise<Studio> {
  const studio = new Studio(page);
  await studio.open();
  page.removeAllListeners("console");
  await studio.sendTo(DESTINATIONS);
  await studio.goLive.click();
  await expect(onAir(page)).toHaveText("Live");
  await expect(health(page)).toHaveText("All 2 destinations receive your stream.");
  return studio;
}

test("says what viewers receive while servers, the gateway or the network are gone", async ({ page, context }) => {
  const studio = await live(page);
  await expect(page.getByTestId("frame-rate")).toHaveText(/^\d+ fps$/);
  await expect(page.getByTestId("upload")).toHaveText(/[1-9].* upload/);

  await fault(page, "lose");
  await expect(onAir(page)).toHaveText("Reconnecting");
  await expect(health(page)).toHaveText("No destination receives your stream. Reconnecting…");
  await expect(page.locator(".on-air-badge")).toHaveCount(0);
  await expect(onAir(page)).toHaveText("Live");

  await fault(page, "cut");
  await expect(onAir(page)).toHaveText("Reconnecting");
  await expect(studio.cards.getByTestId("leg-state")).toHaveText(["Waiting for gateway", "Waiting for gateway"]);
  await fault(page, "restore");
  await expect(onAir(page)).toHaveText("Live");

  await context.setOffline(true);
  await expect(health(page)).toHaveText(/^This computer is offline\..* Viewers see the last frame\.$/);
  await expect(onAir(page)).toHaveText("Reconnecting");
  const timer = await studio.timer.textContent();
  await context.setOffline(false);
  await expect(onAir(page)).toHaveText("Live");
  await expect(studio.timer).not.toHaveText(timer ?? "");
  await expect(studio.log.getByText("This computer is offline")).toHaveCount(1);
  await expect(studio.log.getByText("Your upload is too slow")).toHaveCount(0);
  await studio.end();
});

test("says that the camera is disconnected, until another source is chosen, and asks before it leaves a server", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      addEventListener("unplug", () => {
        for (const track of stream.getVideoTracks()) {
          track.stop();
          track.dispatchEvent(new Event("ended"));
        }
      });
      return stream;
    };
  });
  const studio = await live(page);
  await page.evaluate(() => dispatchEvent(new Event("unplug")));
  const text = "Camera disconnected. Viewers see the last frame. Connect it again, or select another source.";
  await expect(health(page)).toHaveText(text);
  await expect(page.locator("#camera-note")).toHaveText(
    "The camera was disconnected. Connect it again, or select another source.",
  );
  await expect(studio.log.getByText(text)).toHaveCount(1);
  await page.getByTestId("camera").selectOption("test");
  await expect(health(page)).toHaveText("All 2 destinations receive your stream.");
  await expect(studio.log.getByText("has stopped")).toHaveCount(0);

  await studio.card(FIRST).getByTestId("leave").click();
  const dialog = page.getByRole("dialog", { name: /^Stop streaming to/ });
  await dialog.getByRole("button", { name: "Keep streaming" }).click();
  await expect(dialog).toBeHidden();
  await expect(studio.cards).toHaveCount(2);
  await studio.card(FIRST).getByTestId("leave").click();
  await dialog.getByRole("button", { name: "Stop streaming here" }).click();
  await expect(studio.cards).toHaveCount(1);
  await expect(studio.card(SECOND).getByTestId("leg-state")).toHaveText("Live");
  await studio.end();
});

test("says that a stream key is in use elsewhere", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo([FIRST, "rtmp://taken.example/live"]);
  await page.getByRole("radio", { name: "Start with any" }).check({ force: true });
  await studio.goLive.click();
  const card = studio.card("rtmp://taken.example/live");
  await expect(card.getByTestId("leg-state")).toHaveText("Already live elsewhere");
  await expect(card).toContainText("End that broadcast, then reconnect");
  await expect(studio.card(FIRST).getByTestId("leg-state")).toHaveText("Live");
  await studio.end();
});

test("plays a stream that is published later, and says what another one lacks", async ({ page }) => {
  const watch = async (name: string) => {
    await page.goto(`./watch.html?name=${name}`);
    await connect(page, ["rtmp://a.example/live"]);
  };
  const name = `missing-${Date.now().toString(36)}`;
  await watch(name);
  await expect(page.getByTestId("watch-status")).toHaveText("Offline. Starts by itself.");
  await expect(page.getByTestId("server")).toContainText("Connected");
  await fault(page, `publish?name=${name}`);
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing");
  await expect(page.getByTestId("watch-status")).toHaveText("");

  await watch("no-config");
  await expect(page.getByTestId("watch-status")).toContainText(
    /\d+ video frames \(AVC\) came, but no codec configuration/,
  );
});

test("offers the object of the Flash code, on the same servers, in the navigation", async ({ page }) => {
  await page.goto("./flash.html");
  const servers = page.locator("form input");
  await expect(servers.first()).toHaveValue(FIRST);
  await page.getByRole("navigation").getByRole("link", { name: "Shared objects" }).click();
  await expect(page.getByRole("textbox", { name: "Object name" })).toHaveValue("info_so");
  await expect(page.getByRole("checkbox", { name: /Persistent/ })).toBeChecked();
  await expect(page.getByRole("textbox", { name: "Servers" })).toHaveValue(DESTINATIONS.join("\n"));
  await page.getByRole("navigation").getByRole("link", { name: "Flash" }).click();
  await expect(page.getByTestId("code")).toContainText("info_so");
});
