import { expect, type Page } from "@playwright/test";
import { CALL_SERVERS, failOnErrors, openRooms, Studio, UNREACHABLE } from "../support.ts";

/** Checks a page in one of its states. */
export type Check = (page: Page, state: string) => Promise<void>;

/** Connects with the form of a page. */
export async function connect(page: Page, servers: readonly string[]): Promise<void> {
  await page.getByRole("textbox", { name: "Servers" }).fill(servers.join("\n"));
  await page.getByTestId("connect").click();
}

const failed = (page: Page) => page.locator('[data-testid="server"][data-state="Recovering"]');

/** Brings each page into its states, and calls a check in each of them. Finds elements by their English texts, also with marks. */
export const WALKS: { readonly [name: string]: (page: Page, check: Check) => Promise<void> } = {
  Live: async (page, check) => {
    await page.addInitScript(() => {
      const showSaveFilePicker = () => Promise.reject(new DOMException("canceled", "AbortError"));
      Object.assign(globalThis, { showSaveFilePicker });
    });
    const studio = new Studio(page);
    await studio.open();
    await check(page, "live ready");
    await page.getByTestId("add-destination").click();
    await page.getByRole("button", { name: "TikTok" }).click();
    await page.getByTestId("address").fill("http://wrong");
    await page.getByTestId("save-destination").click();
    await check(page, "live dialog");
    await page.getByTestId("address").fill("rtmp://live-api-s.facebook.com/rtmp");
    await page.getByTestId("stream-key").fill("FB-1");
    await page.getByTestId("save-destination").click();
    await expect(page.getByTestId("rule-notes")).toHaveCount(2);
    await check(page, "live refused");
    await page.getByTestId("shortcuts").click();
    await check(page, "live shortcuts");
    await page.keyboard.press("Escape");
    await studio.sendTo([]);
    await check(page, "live empty");

    const [good = ""] = CALL_SERVERS;
    await studio.useTestSources();
    await page.getByRole("radio", { name: "Screen with camera" }).check({ force: true });
    await page.getByTestId("share-screen").click();
    await page.getByText("Title and logo").click();
    await page.getByTestId("scene-text").fill("Accessible");
    await page.getByTestId("scene-text").press("Enter");
    await expect(page.getByTestId("overlay-handle")).toBeVisible();
    await studio.sendTo([good, UNREACHABLE]);
    await page.getByRole("radio", { name: "Start with any" }).check({ force: true });
    await studio.goLive.click();
    await expect(studio.card(UNREACHABLE)).toHaveAttribute("data-state", "Recovering");
    await expect(studio.card(good).getByTestId("bitrate")).toHaveText(/[1-9][\d.]*\s*[kM]bit\/s/);
    await page.getByTestId("second").selectOption({ index: 1 });
    await page.getByTestId("record").click();
    await expect(page.getByTestId("record-size")).not.toHaveText(/^⟦?0/);
    await check(page, "live on air");
    await page.getByTestId("record").click();
    await expect(page.getByTestId("kept-recording")).toHaveCount(1);
    await studio.goLive.click();
    await expect(page.getByTestId("end-confirm")).toBeVisible();
    await check(page, "live end dialog");
    await page.getByTestId("end-confirm").click();
    await expect(studio.goLive).toHaveAttribute("data-phase", "idle");
    await expect(page.getByTestId("summary-server")).toHaveCount(2);
    await check(page, "live ended");
  },

  Watch: async (page, check) => {
    failOnErrors(page);
    await page.goto("./watch.html");
    await expect(page.getByTestId("connect")).toBeVisible();
    await check(page, "watch empty");
    await connect(page, [...CALL_SERVERS, UNREACHABLE]);
    await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing");
    await expect(failed(page)).toBeVisible();
    await check(page, "watch playing");
  },

  "Shared objects": async (page, check) => {
    failOnErrors(page);
    await page.goto("./objects.html");
    await expect(page.getByTestId("connect")).toBeVisible();
    await check(page, "objects empty");
    await page.getByRole("textbox", { name: "Object name" }).fill(`accessible_${Date.now().toString(36)}`);
    await connect(page, [...CALL_SERVERS, UNREACHABLE]);
    await expect(page.getByTestId("slots")).toContainText("The object is empty.");
    await expect(failed(page)).toBeVisible();
    await page.getByTestId("add-slot").click();
    await page.locator("#slot-name").fill("user");
    await page.getByTestId("value").fill("{");
    await check(page, "objects adding");
    await page.getByTestId("value").fill('{"name": "Ada", "tags": ["a", "b"]}');
    await page.getByTestId("save-slot").click();
    const user = page.locator('[data-testid="slot"][data-name="user"]');
    await user.getByRole("button", { name: "Expand" }).click();
    await page.locator('[data-testid="slot"][data-name="user.name"]').dblclick();
    await expect(page.getByTestId("value")).toBeVisible();
    await check(page, "objects open");
    await page.getByTestId("value").press("Escape");
    await page.getByTestId("clear").click();
    await check(page, "objects dialog");
  },

  Chat: async (page, check) => {
    failOnErrors(page);
    await page.goto("./chat.html?room=accessible");
    await expect(page.getByTestId("connect")).toBeVisible();
    await check(page, "chat empty");
    await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
    await page.getByRole("radio", { name: "Test pattern" }).check({ force: true });
    await connect(page, [...CALL_SERVERS, UNREACHABLE]);
    await expect(page.getByTestId("self")).toHaveAttribute("data-shown", "true");
    await page.getByTestId("say").fill("Hello");
    await page.getByTestId("say").press("Enter");
    await expect(page.getByTestId("message")).toHaveAttribute("data-sent", "true");
    await check(page, "chat open");
  },

  Calls: async (page, check) => {
    failOnErrors(page);
    await page.goto("./calls.html");
    await expect(page.getByTestId("connect")).toBeVisible();
    await check(page, "calls empty");
    await connect(page, [...CALL_SERVERS, UNREACHABLE]);
    await expect(page.locator('[data-testid="server"][data-state="Live"]')).toHaveCount(CALL_SERVERS.length);
    await page.getByTestId("call").click();
    await expect(page.getByTestId("result")).toHaveCount(CALL_SERVERS.length + 1);
    await page.getByRole("textbox", { name: "Arguments" }).fill("[");
    await check(page, "calls open");
  },

  Rooms: async (page, check) => {
    await page.route("**/api/{rooms,pending}", (route) => route.fulfill({ status: 404 }));
    await page.goto("./rooms.html");
    await expect(page.getByTestId("off")).toBeVisible();
    await check(page, "rooms off");
    await page.unroute("**/api/{rooms,pending}");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByLabel("Operator token").fill("wrong-token");
    await page.getByTestId("unlock").click();
    await expect(page.getByRole("alert")).toBeVisible();
    await check(page, "rooms locked");
    await openRooms(page);
    for (const room of ["backstage", "cabinet"]) {
      await page.locator("#test-client-name").fill(room);
      await page.getByTestId("request-place").click();
    }
    await page.getByTestId("reject").click();
    await expect(page.getByTestId("test-client").filter({ hasText: "Room full." })).toBeVisible();
    await check(page, "rooms open");
  },

  "Flash code": async (page, check) => {
    failOnErrors(page);
    await page.goto("./flash.html");
    await expect(page.getByTestId("code")).toContainText("new MultiConnection()");
    await check(page, "flash ready");
    for (const [i, url] of CALL_SERVERS.entries()) {
      await page.locator("form input").nth(i).fill(url);
    }
    await page.getByTestId("run").click();
    await expect(page.getByTestId("trace").getByText("so synced").first()).toBeVisible();
    await check(page, "flash running");
  },

  "Sign-in": async (page, check) => {
    failOnErrors(page);
    await page.goto("./sign-in.html");
    await expect(page.getByTestId("sign-in")).toBeVisible();
    await check(page, "signed out");
    await page.getByTestId("sign-in").click();
    await expect(page.getByTestId("go-live"), "this gateway requires no sign-in").toBeVisible();
  },
};
