import { afterEach, describe, expect, it, vi } from "vitest";
import { gatewayUrl } from "../../src/shared/gateway-url.ts";

afterEach(() => vi.unstubAllGlobals());

describe("the URL of the gateway", () => {
  it.each([
    ["/v1", "wss://app.example/v1"],
    ["v1", "wss://app.example/live/v1"],
    ["//gateway.example/v1", "wss://gateway.example/v1"],
    ["https://gateway.example/v1?a=b", "wss://gateway.example/v1?a=b"],
    ["http://gateway.example:8080/v1", "ws://gateway.example:8080/v1"],
    [new URL("ws://gateway.example/v1"), "ws://gateway.example/v1"],
  ])("%s is resolved against the page", (url, resolved) => {
    vi.stubGlobal("location", new URL("https://app.example/live/index.html"));
    expect(gatewayUrl(url)).toBe(resolved);
  });

  it.each(["/v1", "", "gateway.example", "ftp://gateway.example/v1", "blob:x"])("%j is rejected", (url) => {
    expect(() => gatewayUrl(url)).toThrow(`gateway at "${url}", expected a URL such as wss://gateway.example/v1`);
  });
});
