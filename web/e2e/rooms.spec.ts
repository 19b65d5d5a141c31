import { expect, type Locator, type Page, test } from "@playwright/test";
import { failOnErrors, openRooms, ROOM } from "./support.ts";

/** Entry of a test client in the panel. */
const testClient = (page: Page, user: string) => page.getByTestId("test-client").filter({ hasText: user });
const pending = (page: Page, user: string) => page.getByTestId("pending").filter({ hasText: user });

async function requestPlace(page: Page, user: string): Promise<Locator> {
  await page.getByRole("textbox", { name: "User" }).fill(user);
  await page.getByTestId("request-place").click();
  return testClient(page, user);
}

/** Returns a name that no other run uses. */
const named = (who: string) => `${who} ${Date.now().toString(36)}`;

test("lets an operator accept one client and reject another with a reason", async ({ page, browser }) => {
  failOnErrors(page);
  await openRooms(page);
  const [ada, bob] = [named("Ada"), named("Bob")];
  await page.locator("#test-client-name").fill(ROOM);
  const [first, second] = [await requestPlace(page, ada), await requestPlace(page, bob)];
  await expect(first).toContainText("Waiting for an operator.");
  await expect(second).toHaveAttribute("data-state", "pending");
  await expect(pending(page, ada)).toHaveAttribute("data-waits-for", "operator");
  const other = await browser.newPage();
  await openRooms(other);

  await pending(page, ada).getByTestId("accept").click();
  await expect(first).toHaveAttribute("data-state", "inside");
  await expect(pending(page, ada)).toHaveCount(0);
  await expect(page.getByTestId("decided")).toContainText(`Accepted into ${ROOM}`);
  const room = page.locator(`[data-testid="room"][data-name="${ROOM}"]`);
  await expect(room).toContainText("1 reserved");

  await pending(other, bob).getByTestId("reject").click();
  await other.getByTestId("reason").fill("Not today.");
  await other.getByTestId("reason").press("Enter");
  await expect(other.getByTestId("decided")).toContainText("Rejected");
  await expect(second).toHaveAttribute("data-state", "rejected");
  await expect(second).toContainText("Not today.");
  await expect(pending(page, bob)).toHaveCount(0);
  await other.close();

  await first.getByRole("button", { name: "Leave" }).click();
  await expect(room).not.toContainText("reserved");
});

test("applies the decision of the first of two operators and informs the other", async ({ page, browser }) => {
  await openRooms(page);
  const user = named("Grace");
  await page.locator("#test-client-name").fill(ROOM);
  const client = await requestPlace(page, user);
  await expect(client).toHaveAttribute("data-state", "pending");
  const other = await browser.newPage();
  await openRooms(other);
  await expect(pending(other, user)).toBeVisible();
  // The other page must not load the first decision before its own click.
  await other.route("**/api/pending", () => {});
  await pending(page, user).getByTestId("accept").click();
  await expect(client).toHaveAttribute("data-state", "inside");
  await pending(other, user).getByTestId("accept").click();
  await expect(other.getByTestId("decided")).toContainText("another operator decided");
  await expect(pending(other, user)).toHaveCount(0);
  await other.close();
});

test("cancels a pending request", async ({ page }) => {
  failOnErrors(page);
  await openRooms(page);
  const user = named("Konrad");
  await page.locator("#test-client-name").fill(ROOM);
  const client = await requestPlace(page, user);
  await expect(pending(page, user)).toBeVisible();
  await client.getByRole("button", { name: "Cancel" }).click();
  await expect(client).toHaveAttribute("data-state", "ended");
  await expect(pending(page, user)).toHaveCount(0);
});
