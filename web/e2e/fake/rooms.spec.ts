import { expect, type Page, test } from "@playwright/test";
import { failOnErrors, openRooms } from "../support.ts";

type OperatorData = { directories: object[]; pending?: object[]; max?: number };

/** Replaces the responses of the operators' API. */
async function serve(page: Page, { directories, pending = [], max = 10_000 }: OperatorData): Promise<void> {
  await page.route("**/api/rooms", (route) => route.fulfill({ json: { directories } }));
  await page.route("**/api/pending", (route) => route.fulfill({ json: { max, pending } }));
}

const room = (i: number, users: number) => ({
  id: `room ${i}`,
  servers: [`rtmp://edge${i % 5}.example/chat/${i}`],
  capacity: 1000,
  users,
  reserved: 0,
});

const directory = (state: string, rooms: object[]) => ({
  name: "chat",
  master: "rtmp://master.example/rooms",
  state,
  malformed: 0,
  counts: "all",
  rooms,
});

const client = (i: number) => ({
  id: `id-${i}`,
  session: `s-${i}`,
  directory: "chat",
  user: `User ${i}`,
  room: "room 1",
  since: "2026-01-01T12:00:00Z",
  waitsFor: i === 2 ? "operator" : "admission",
});

test("requires the token once per tab and never sends it in a URL", async ({ page }) => {
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  await page.goto("./rooms.html");
  await page.getByLabel("Operator token").fill("wrong-token");
  await page.getByTestId("unlock").click();
  await expect(page.getByRole("alert")).toHaveText("Invalid token. Check it and try again.");
  await page.getByLabel("Operator token").fill("dev");
  await page.getByTestId("unlock").click();
  await expect(page.getByTestId("directory")).toContainText("Up to date");
  await page.reload();
  await expect(page.getByTestId("directory")).toBeVisible();
  expect(urls.join()).not.toContain("wrong-token");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain("dev");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.reload();
  await expect(page.getByLabel("Operator token")).toBeVisible();
});

test("explains how to enable operator access", async ({ page }) => {
  await page.route("**/api/{rooms,pending}", (route) => route.fulfill({ status: 404 }));
  await page.goto("./rooms.html");
  await expect(page.getByTestId("off")).toContainText("multiconnection.operator.token");
  await expect(page.getByTestId("request-place")).toBeVisible();
  await page.unroute("**/api/{rooms,pending}");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByLabel("Operator token")).toBeVisible();
});

test("lists, sorts and filters a thousand rooms", async ({ page }) => {
  failOnErrors(page);
  await serve(page, {
    directories: [
      directory(
        "current",
        Array.from({ length: 1000 }, (_, i) => room(i, i)),
      ),
    ],
  });
  await openRooms(page);
  const lines = page.getByTestId("room");
  await expect(page.getByTestId("count")).toHaveText((1000).toLocaleString("en-US"));
  await expect(lines.first()).toHaveAttribute("data-name", "room 999");
  expect(await lines.count()).toBeLessThan(60);
  await page.getByTestId("order").selectOption("emptiest");
  await expect(lines.first()).toHaveAttribute("data-name", "room 0");
  await page.getByRole("region", { name: "Rooms" }).evaluate((list) => {
    list.scrollTop = list.scrollHeight;
  });
  await expect(page.locator('[data-name="room 999"]')).toBeVisible();
  await page.getByRole("searchbox", { name: "Filter" }).fill("room 47");
  await expect(page.getByTestId("count")).toHaveText("20 of 1,000");
  await expect(lines.getByRole("img").first()).toHaveAttribute(
    "aria-label",
    /47 other users, 953 free of 1,000 places/,
  );
  await page.getByRole("searchbox", { name: "Filter" }).fill("");
  await page.getByRole("radio", { name: "Servers" }).check();
  await expect(lines).toHaveCount(5);
  await expect(lines.first()).toContainText("200 rooms");
});

test("shows the state of directories, and rooms once they are loaded", async ({ page }) => {
  await serve(page, { directories: [directory("waiting", [])] });
  await openRooms(page);
  await expect(page.getByTestId("directory")).toContainText("The master application has not sent the directory yet.");
  await expect(page.getByTestId("no-rooms")).toBeVisible();
  await serve(page, { directories: [directory("stale", [room(1, 5)])] });
  await expect(page.getByTestId("directory")).toContainText("The master application cannot be reached.");
  await expect(page.getByTestId("room")).toContainText("995 free");
});

test("shows the last data while the gateway is unreachable", async ({ page }) => {
  await openRooms(page);
  await expect(page.getByTestId("room").first()).toBeVisible();
  await page.route("**/api/{rooms,pending}", (route) => route.abort());
  const problem = page.locator(".rooms-problem", { hasText: "The gateway does not respond." });
  await expect(problem).toBeVisible();
  await expect(page.getByTestId("room").first()).toBeVisible();
  await page.unroute("**/api/{rooms,pending}");
  await expect(problem).toHaveCount(0);
});

test("supports decisions by keyboard", async ({ page }) => {
  failOnErrors(page);
  await serve(page, { directories: [directory("current", [room(1, 0)])], pending: [client(1), client(2), client(3)] });
  await page.route("**/api/pending/**", (route) => {
    const [, id, what] = /pending\/(.*)\/(.*)$/.exec(route.request().url()) ?? [];
    return route.fulfill({ json: { id, outcome: `${what}ed`, room: "room 1", reason: "operator", text: "No." } });
  });
  await openRooms(page);
  // Clients that wait for an operator come first.
  const first = page.getByRole("button", { name: "Accept User 2" });
  await first.focus();
  await first.press("Enter");
  await expect(page.getByRole("button", { name: "Accept User 1" })).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("reason")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Reject User 1" })).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Not today.");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Accept User 3" })).toBeFocused();
  await expect(page.getByTestId("decided").getByRole("listitem")).toHaveText([/User 1/, /User 2/]);
  await expect(page.getByTestId("pending")).toHaveCount(1);
});

test("shows a few of many pending clients, and more on request", async ({ page }) => {
  const pending = Array.from({ length: 9000 }, (_, i) => client(i));
  await serve(page, { directories: [directory("current", [room(1, 0)])], pending });
  await openRooms(page);
  await expect(page.getByTestId("pending-count")).toHaveText("9,000");
  await expect(page.getByText("9,000 of at most 10,000 clients are pending.")).toBeVisible();
  await expect(page.getByTestId("pending")).toHaveCount(20);
  await page.getByRole("button", { name: "Show 20" }).click();
  await expect(page.getByTestId("pending")).toHaveCount(40);
  await page.getByRole("searchbox", { name: "Filter pending clients" }).fill("user 8999");
  await expect(page.getByTestId("pending")).toHaveCount(1);
});

test("starts several clients in a group, and shows the rejection by a full room", async ({ page }) => {
  failOnErrors(page);
  await openRooms(page);
  await page.getByRole("radio", { name: "Best of a group" }).check();
  await page.locator("#test-client-name").fill("chat");
  await page.getByRole("spinbutton", { name: "Clients" }).fill("3");
  await page.getByTestId("request-place").click();
  await expect(page.locator('[data-testid="test-client"][data-state="inside"]')).toHaveCount(3);
  await page.getByRole("radio", { name: "Specific room" }).check();
  await page.locator("#test-client-name").fill("cabinet");
  await page.getByRole("spinbutton", { name: "Clients" }).fill("1");
  await page.getByTestId("request-place").click();
  await expect(page.getByTestId("test-client").first()).toContainText("Room full.");
  await page.getByRole("button", { name: "Leave all" }).click();
  await expect(page.getByTestId("test-client")).toHaveCount(0);
});

test("fits a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 780 });
  const user = "a-very-long-user-name-that-somebody-has-made@some-company.example.com";
  await serve(page, { directories: [directory("current", [room(1, 1500)])], pending: [{ ...client(2), user }] });
  await openRooms(page);
  await page.getByTestId("reject").click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
