import { expect, type Page, test } from "@playwright/test";
import { failOnErrors } from "./support.ts";

/** Enters a name at the issuer, and accepts that the studio learns it. */
async function signInAs(page: Page, name: string): Promise<void> {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByTestId("account")).toHaveText(name);
}

async function signOut(page: Page): Promise<void> {
  await page.getByTestId("sign-out").click();
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(page.getByRole("status")).toHaveText("You are signed out.");
}

/** Waits until the gateway has asked for a new token, and the issuer gives one. */
async function renewal(page: Page): Promise<void> {
  const response = await page.waitForResponse(
    (each) => each.url().endsWith("/token") && /grant_type=refresh_token/.test(each.request().postData() ?? ""),
  );
  expect(response.status()).toBe(200);
}

test("sends users to the issuer and back, and publishes with their token", async ({ page }) => {
  await page.goto("./?from=bookmark#live");
  await signInAs(page, "publisher");
  failOnErrors(page);
  expect(new URL(page.url())).toMatchObject({ pathname: "/", search: "?from=bookmark", hash: "#live" });

  await page.getByTestId("camera").selectOption("test");
  await page.getByTestId("microphone").selectOption("tone");
  await page.getByTestId("go-live").click();
  await expect(page.getByTestId("go-live")).toHaveAttribute("data-phase", "live");
  await renewal(page);
  await expect(page.getByTestId("go-live")).toHaveAttribute("data-phase", "live");
  await page.getByTestId("go-live").click();
  await page.getByTestId("end-confirm").click();
  await expect(page.getByTestId("go-live")).toHaveAttribute("data-phase", "idle");
});

test("shows the rooms to operators only", async ({ page }) => {
  await page.goto("./rooms.html");
  await signInAs(page, "publisher");
  await expect(page.getByRole("alert")).toHaveText(
    "Your account is not an operator of this gateway. Enter an operator token.",
  );
  await signOut(page);
  await page.getByTestId("sign-in").click();
  await signInAs(page, "operator");
  await page.goto("./rooms.html");
  await expect(page.getByRole("heading", { name: "Directories" })).toBeVisible();
  await expect(page.getByTestId("unlock")).toHaveCount(0);
});

test("says why a sign-in failed", async ({ page }) => {
  await page.goto("./");
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page.getByRole("status")).toContainText("Sign-in failed: ");
  await page.getByTestId("sign-in").click();
  await signInAs(page, "viewer");
  expect(new URL(page.url()).pathname).toBe("/");
});

test("takes a token from the URL without sign-in", async ({ page }) => {
  await page.goto("./#token=a.b.c");
  await expect(page.getByTestId("sign-in")).toBeVisible();
  await expect(page.getByTestId("go-live")).toBeVisible();
});
