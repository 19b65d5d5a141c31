import { describe, expect, it } from "vitest";
import { Settings } from "./settings.ts";
import { MemoryStorage } from "./testing/memory-storage.ts";

describe("settings", () => {
  it("are restored on the next visit", () => {
    const storage = new MemoryStorage();
    new Settings(storage).set({ theme: "dark", preset: "1080p" });
    expect(new Settings(storage).values).toMatchObject({ theme: "dark", preset: "1080p", require: "all" });
  });

  it("work without storage, with full storage and with malformed content", () => {
    new Settings(undefined).set({ theme: "dark" });
    const full = { getItem: () => "{", setItem: () => expect.fail("QuotaExceededError") };
    const settings = new Settings(full);
    settings.set({ theme: "dark" });
    expect(settings.values.theme).toBe("dark");
    expect(new Settings({ ...full, getItem: () => '{"destinations":7}' }).values.destinations).toBeUndefined();
  });

  it.each([
    ["https://studio.example/", "", "wss://studio.example/v1"],
    ["http://localhost:8080/studio/?x=1#y", "", "ws://localhost:8080/v1"],
    ["https://studio.example/", "wss://gateway.example/v1", "wss://gateway.example/v1"],
    ["https://studio.example/", "https://gateway.example/v1", "wss://gateway.example/v1"],
  ])("connect a page at %s with the gateway %j to %s", (page, gateway, url) => {
    const settings = new Settings(undefined);
    settings.set({ gateway });
    expect(settings.gatewayUrl(page)).toBe(url);
  });
});
