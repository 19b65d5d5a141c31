import { expect, test } from "@playwright/test";
import { CALL_SERVERS, UNREACHABLE } from "./support.ts";

test("calls a method on every server and shows each result", async ({ page }) => {
  await page.goto("./");
  await page.getByRole("link", { name: "Calls" }).click();
  await page.getByRole("textbox", { name: "Servers" }).fill([...CALL_SERVERS, UNREACHABLE].join("\n"));
  await page.getByTestId("connect").click();
  await expect(page.locator('[data-testid="server"][data-state="Live"]')).toHaveCount(CALL_SERVERS.length);

  await page.getByRole("textbox", { name: "Method" }).fill("add");
  await page.getByRole("textbox", { name: "Arguments" }).fill("[2, 3");
  await expect(page.getByTestId("call")).toBeDisabled();
  await page.getByRole("textbox", { name: "Arguments" }).fill("[2, 3]");
  await page.getByTestId("call").click();
  const results = page.getByTestId("record").first().getByTestId("result");
  await expect(results).toHaveCount(CALL_SERVERS.length + 1);
  for (const [server] of CALL_SERVERS.entries()) {
    await expect(results.nth(server)).toHaveAttribute("data-outcome", "result");
    await expect(results.nth(server)).toContainText("5");
  }
  await expect(results.last()).toHaveAttribute("data-outcome", "lost");

  await page.getByRole("textbox", { name: "Method" }).fill("echo");
  await page.getByRole("combobox", { name: "Call on" }).selectOption("first");
  const date = '{"$amf":"date","ms":1700000000123,"timeZone":0}';
  await page.getByRole("textbox", { name: "Arguments" }).fill(`[${date}]`);
  await page.getByTestId("call").click();
  await expect(page.getByTestId("record")).toHaveCount(2);
  await expect(page.getByTestId("record").first().getByTestId("result")).toHaveCount(1);
  await expect(page.getByTestId("record").first().getByTestId("result")).toContainText("1700000000123");

  await page.reload();
  await expect(page.getByTestId("record")).toHaveCount(2);
});
