import { expect, type Locator, type Page, test } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { CALL_SERVERS, failOnErrors, openBarePage, openRooms, Studio, UNREACHABLE } from "../support.ts";

/** Connects with the form of a page. */
async function connect(page: Page, servers: readonly string[]): Promise<void> {
  await page.getByRole("textbox", { name: "Servers" }).fill(servers.join("\n"));
  await page.getByTestId("connect").click();
}

const failed = (page: Page) => page.locator('[data-testid="server"][data-state="Recovering"]');

test("Live", async ({ page }) => {
  const studio = new Studio(page);
  await studio.open();
  await expectAccessible(page, "live ready");
  await page.getByTestId("add-destination").click();
  await page.getByTestId("address").fill("http://wrong");
  await page.getByTestId("save-destination").click();
  await expectAccessible(page, "live dialog");
  await page.keyboard.press("Escape");
  await studio.sendTo([]);
  await expectAccessible(page, "live empty");

  const [good = ""] = CALL_SERVERS;
  await studio.useTestSources();
  await studio.sendTo([good, UNREACHABLE]);
  await page.getByRole("radio", { name: "Start with any" }).check({ force: true });
  await studio.goLive.click();
  await expect(studio.card(UNREACHABLE)).toHaveAttribute("data-state", "Recovering");
  await expect(studio.card(good).getByTestId("bitrate")).toHaveText(/[1-9][\d.]*\s*[kM]bit\/s/);
  await expectAccessible(page, "live on air");
  await studio.goLive.click();
  await expect(page.getByTestId("end-confirm")).toBeVisible();
  await expectAccessible(page, "live end dialog");
  await page.getByTestId("end-confirm").click();
  await expect(studio.goLive).toHaveAttribute("data-phase", "idle");
  await expectAccessible(page, "live ended");
});

test("Watch", async ({ page }) => {
  failOnErrors(page);
  await page.goto("./watch.html");
  await expect(page.getByTestId("connect")).toBeVisible();
  await expectAccessible(page, "watch empty");
  await connect(page, [...CALL_SERVERS, UNREACHABLE]);
  await expect(page.getByTestId("player")).toHaveAttribute("data-phase", "playing");
  await expect(failed(page)).toBeVisible();
  await expectAccessible(page, "watch playing");
});

test("Shared objects", async ({ page }) => {
  failOnErrors(page);
  await page.goto("./objects.html");
  await expect(page.getByTestId("connect")).toBeVisible();
  await expectAccessible(page, "objects empty");
  await page.getByRole("textbox", { name: "Object name" }).fill(`accessible_${Date.now().toString(36)}`);
  await connect(page, [...CALL_SERVERS, UNREACHABLE]);
  await expect(page.getByTestId("slots")).toContainText("The object is empty.");
  await expect(failed(page)).toBeVisible();
  await page.getByTestId("add-slot").click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("user");
  await page.getByTestId("value").fill("{");
  await expectAccessible(page, "objects adding");
  await page.getByTestId("value").fill('{"name": "Ada", "tags": ["a", "b"]}');
  await page.getByTestId("save-slot").click();
  const user = page.locator('[data-testid="slot"][data-name="user"]');
  await user.getByRole("button", { name: "Expand" }).click();
  await page.locator('[data-testid="slot"][data-name="user.name"]').dblclick();
  await expect(page.getByTestId("value")).toBeVisible();
  await expectAccessible(page, "objects open");
  await page.getByTestId("value").press("Escape");
  await page.getByTestId("clear").click();
  await expectAccessible(page, "objects dialog");
});

test("Chat", async ({ page }) => {
  failOnErrors(page);
  await page.goto("./chat.html?room=accessible");
  await expect(page.getByTestId("connect")).toBeVisible();
  await expectAccessible(page, "chat empty");
  await page.getByRole("textbox", { name: "Your name" }).fill("Ada");
  await page.getByRole("radio", { name: "Test pattern" }).check({ force: true });
  await connect(page, [...CALL_SERVERS, UNREACHABLE]);
  await expect(page.getByTestId("self")).toHaveAttribute("data-shown", "true");
  await page.getByTestId("say").fill("Hello");
  await page.getByTestId("say").press("Enter");
  await expect(page.getByTestId("message")).toHaveAttribute("data-sent", "true");
  await expectAccessible(page, "chat open");
});

test("Calls", async ({ page }) => {
  failOnErrors(page);
  await page.goto("./calls.html");
  await expect(page.getByTestId("connect")).toBeVisible();
  await expectAccessible(page, "calls empty");
  await connect(page, [...CALL_SERVERS, UNREACHABLE]);
  await expect(page.locator('[data-testid="server"][data-state="Live"]')).toHaveCount(CALL_SERVERS.length);
  await page.getByTestId("call").click();
  await expect(page.getByTestId("result")).toHaveCount(CALL_SERVERS.length + 1);
  await page.getByRole("textbox", { name: "Arguments" }).fill("[");
  await expectAccessible(page, "calls open");
});

test("Rooms", async ({ page }) => {
  await page.route("**/api/{rooms,pending}", (route) => route.fulfill({ status: 404 }));
  await page.goto("./rooms.html");
  await expect(page.getByTestId("off")).toBeVisible();
  await expectAccessible(page, "rooms off");
  await page.unroute("**/api/{rooms,pending}");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByLabel("Operator token").fill("wrong-token");
  await page.getByTestId("unlock").click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expectAccessible(page, "rooms locked");
  await openRooms(page);
  for (const room of ["backstage", "cabinet"]) {
    await page.locator("#test-client-name").fill(room);
    await page.getByTestId("request-place").click();
  }
  await page.getByTestId("reject").click();
  await expect(page.getByTestId("test-client").filter({ hasText: "Room full." })).toBeVisible();
  await expectAccessible(page, "rooms open");
});

test("Flash code", async ({ page }) => {
  failOnErrors(page);
  await page.goto("./flash.html");
  await expect(page.getByTestId("code")).toContainText("new MultiConnection()");
  await expectAccessible(page, "flash ready");
  for (const [i, url] of CALL_SERVERS.entries()) {
    await page.locator("form input").nth(i).fill(url);
  }
  await page.getByTestId("run").click();
  await expect(page.getByTestId("trace").getByText("so synced").first()).toBeVisible();
  await expectAccessible(page, "flash running");
});

test("Elements", async ({ page }) => {
  await openBarePage(page);
  await page.evaluate(() => {
    document.body.innerHTML = `<main><h1>Elements</h1>
      <multi-connection-player servers="rtmp://a.example/live" name="show" controls muted autoplay></multi-connection-player>
      <multi-connection-player servers="rtmp://a.example/live" name="missing" controls autoplay></multi-connection-player>
      <multi-connection-publisher servers="rtmp://a.example/live rtmp://down.example/live" name="show">
      </multi-connection-publisher></main>`;
  });
  await expect(page.locator("multi-connection-player").first()).toHaveAttribute("data-phase", "playing");
  await expect(page.locator("multi-connection-player").last()).toHaveAttribute("data-phase", "offline");
  await page.getByRole("button", { name: "Go live" }).click();
  await expect(page.locator("multi-connection-publisher")).toHaveAttribute("data-phase", "live");
  await expectAccessible(page, "elements");
  await page.emulateMedia({ forcedColors: "active" });
  const meter = page.getByRole("img", { name: "Microphone level" });
  expect(await colorOf(meter.locator("i"))).not.toBe(await colorOf(meter));
});

test("forced colors show what is chosen", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  const studio = new Studio(page);
  await studio.open();
  await studio.useTestSources();
  await studio.sendTo(CALL_SERVERS);
  const on = page.locator("[role=switch]:checked + span").first();
  const off = page.locator("[role=switch]:not(:checked) + span").first();
  expect(await colorOf(on)).not.toBe(await colorOf(off));
  expect(await colorOf(on, "::after")).not.toBe(await colorOf(on));

  const theme = (name: string) => page.getByRole("radio", { name }).locator("+ span");
  expect(await colorOf(theme("System theme"))).not.toBe(await colorOf(theme("Dark theme")));
  const link = (name: string) => page.getByRole("link", { name, exact: true });
  expect(await colorOf(link("Live"))).not.toBe(await colorOf(link("Watch")));
  const meter = page.getByRole("meter", { name: "Microphone level" });
  expect(await colorOf(meter.locator("span"))).not.toBe(await colorOf(meter));
});

test("the slots of an object are a tree grid for keyboards and screen readers", async ({ page }) => {
  await page.goto("./objects.html");
  await page.getByRole("textbox", { name: "Object name" }).fill(`tree_${Date.now().toString(36)}`);
  await connect(page, CALL_SERVERS);
  await expect(page.getByRole("status").filter({ hasText: "Connected to 2 of 2 servers." })).toHaveCount(1);
  for (const [name, value] of [
    ["user", '{"name": "Ada", "tags": ["a", "b"]}'],
    ["zoom", "1"],
  ] as const) {
    await page.getByTestId("add-slot").click();
    await page.getByRole("textbox", { name: "Name", exact: true }).fill(name);
    await page.getByTestId("value").fill(value);
    await page.getByTestId("save-slot").click();
  }
  const tree = page.getByRole("treegrid", { name: "Slots" });
  await expect(tree.getByRole("columnheader")).toHaveText(["Name", "Type", "Value", "State", "Actions"]);
  await expect(tree.locator("[role=row][aria-level='1']")).toHaveCount(2);
  const active = async (name: string) => {
    const id = await page.locator(`[data-testid="slot"][data-name="${name}"]`).getAttribute("id");
    await expect(tree).toHaveAttribute("aria-activedescendant", id ?? "none");
  };
  await tree.focus();
  await active("user");
  const user = page.locator('[data-testid="slot"][data-name="user"]');
  await expect(user).toHaveAttribute("aria-expanded", "false");
  await tree.press("ArrowRight");
  await expect(user).toHaveAttribute("aria-expanded", "true");
  await tree.press("ArrowRight");
  await active("user.name");
  const member = page.locator('[data-testid="slot"][data-name="user.tags"]');
  for (const [attribute, value] of Object.entries({ level: "2", posinset: "2", setsize: "2", rowindex: "4" })) {
    await expect(member).toHaveAttribute(`aria-${attribute}`, value);
  }
  await expect(tree).toHaveAttribute("aria-rowcount", "5");
  await tree.press("End");
  await active("zoom");
  await tree.press("Home");
  await tree.press("ArrowLeft");
  await active("user");
  await expect(member).toHaveCount(0);
});

/** Returns the background that the browser shows for an element, or for a pseudo-element of it. */
function colorOf(of: Locator, pseudo?: string): Promise<string> {
  return of.evaluate((element, name) => getComputedStyle(element, name).backgroundColor, pseudo);
}
