import { expect, test } from "@playwright/test";
import { CALL_SERVERS, UNREACHABLE } from "./support.ts";

test("calls a method on every server, and shows each one's answer", async ({ page }) => {
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
  const answers = page.getByTestId("record").first().getByTestId("answer");
  await expect(answers).toHaveCount(CALL_SERVERS.length + 1);
  for (const [server] of CALL_SERVERS.entries()) {
    await expect(answers.nth(server)).toHaveAttribute("data-outcome", "result");
    await expect(answers.nth(server)).toContainText("5");
  }
  await expect(answers.last()).toHaveAttribute("data-outcome", "lost");

  await page.getByRole("textbox", { name: "Method" }).fill("echo");
  await page.getByRole("combobox", { name: "On" }).selectOption("first");
  const date = '{"$amf":"date","ms":1700000000123,"timeZone":0}';
  await page.getByRole("textbox", { name: "Arguments" }).fill(`[${date}]`);
  await page.getByTestId("call").click();
  await expect(page.getByTestId("record")).toHaveCount(2);
  await expect(page.getByTestId("record").first().getByTestId("answer")).toHaveCount(1);
  await expect(page.getByTestId("record").first().getByTestId("answer")).toContainText("1700000000123");

  await page.reload();
  await expect(page.getByTestId("record")).toHaveCount(2);
});
