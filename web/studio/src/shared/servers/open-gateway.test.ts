import { describe, expect, it } from "vitest";
import { tokenFor } from "./open-gateway.ts";

const OWN = "wss://gateway.example/v1";
const PAGE = { host: "gateway.example", hash: "" };

describe("the token for a gateway", () => {
  it("is the one in the page's URL, whoever is signed in", () => {
    const page = { ...PAGE, hash: "#token=a.b.c" };
    for (const state of ["loading", "none", "signed-out", "signed-in"] as const) {
      expect(tokenFor(OWN, page, { state, token: async () => "x.y.z" })).toBe("a.b.c");
    }
  });

  it("is that of the user who is signed in, at each call", async () => {
    let token: string | undefined = "first";
    const source = tokenFor(OWN, PAGE, { state: "signed-in", token: async () => token }) as () => Promise<string>;
    expect(await source()).toBe("first");
    token = "second";
    expect(await source()).toBe("second");
    token = undefined;
    await expect(source()).rejects.toThrow("signed out, sign in again");
  });

  it.each([
    ["nobody is signed in", OWN, "signed-out"],
    ["the gateway signs nobody in", OWN, "none"],
    ["another gateway is used", "wss://other.example/v1", "signed-in"],
    ["another port is used", "wss://gateway.example:8443/v1", "signed-in"],
    ["the host only looks alike", "wss://gateway.example.other.example/v1", "signed-in"],
  ] as const)("is absent if %s", (_, url, state) => {
    expect(tokenFor(url, PAGE, { state, token: async () => "x.y.z" })).toBeUndefined();
  });
});
