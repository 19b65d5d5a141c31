import { expect, type Locator, test } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { CALL_SERVERS, openBarePage, Studio } from "../support.ts";
import { connect } from "./walks.ts";

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
  const on = page.locator("[role=switch]:checked + span:visible").first();
  const off = page.locator("[role=switch]:not(:checked) + span:visible").first();
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
