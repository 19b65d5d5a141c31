import { describe, expect, it } from "vitest";
import { Settings } from "../settings.ts";
import { MemoryStorage } from "../testing/memory-storage.ts";
import { Destinations, type Offered } from "./destinations.ts";

const OFFERED: Offered = {
  suggested: ["rtmp://127.0.0.1:1935/live"],
  pools: [{ name: "main", servers: ["rtmp://a.example/live", "rtmps://b.youtube.com/live2"] }],
};

async function loaded(storage = new MemoryStorage(), offered = OFFERED) {
  const settings = new Settings(storage);
  const destinations = new Destinations(settings);
  await destinations.load(async () => offered);
  return { storage, settings, destinations };
}

describe("destinations", () => {
  it("start with the suggestions of the gateway, ready to go live", async () => {
    const { destinations } = await loaded();
    expect(destinations.obstacle).toBeUndefined();
    expect(destinations.addresses).toStrictEqual(["rtmp://127.0.0.1:1935/live"]);
    expect(destinations.legs).toMatchObject([{ name: "This machine, port 1935", key: "studio" }]);
  });

  it("number the servers of a pool in order", async () => {
    const { destinations } = await loaded();
    destinations.toggle("pool:main", true);
    expect(destinations.addresses).toStrictEqual(["rtmp://127.0.0.1:1935/live", { pool: "main" }]);
    expect(destinations.legs.map(({ name }) => name)).toStrictEqual([
      "This machine, port 1935",
      "a.example",
      "YouTube",
    ]);
  });

  it("store stream keys only if the user chooses so", async () => {
    const { storage, destinations } = await loaded();
    destinations.put({ id: "1", kind: "url", address: "rtmp://x.example/app", key: "s3cret", enabled: true });
    expect(storage.text).toContain("x.example");
    expect(storage.text).not.toContain("s3cret");
    destinations.rememberKeys(true);
    expect(storage.text).toContain("s3cret");
    expect((await loaded(storage)).destinations.list.at(-1)?.key).toBe("s3cret");
    destinations.rememberKeys(false);
    expect(storage.text).not.toContain("s3cret");
  });

  it("do not restore a removed suggestion, and drop a pool that no longer exists", async () => {
    const { storage, destinations } = await loaded();
    destinations.remove("url:rtmp://127.0.0.1:1935/live");
    expect((await loaded(storage)).destinations.list.map(({ id }) => id)).toStrictEqual(["pool:main"]);
    expect((await loaded(storage, { suggested: [], pools: [] })).destinations.list).toStrictEqual([]);
  });

  it("explain why the user cannot go live", async () => {
    const { destinations } = await loaded();
    destinations.toggle("url:rtmp://127.0.0.1:1935/live", false);
    expect(destinations.obstacle).toBe("Turn on at least one destination.");
    destinations.put({ id: "1", kind: "url", address: "rtmp://x.example/app", key: "", enabled: true });
    expect(destinations.obstacle).toBe("Enter the stream key of x.example.");
    destinations.put({ id: "1", kind: "url", address: "rtmp://x.example", label: "Mine", key: "k", enabled: true });
    expect(destinations.obstacle).toContain("Mine: The address must contain an app name");
  });

  it("work while the gateway does not respond", async () => {
    const destinations = new Destinations(new Settings(undefined));
    await destinations.load(() => Promise.reject(new Error("HTTP 502")));
    expect(destinations).toMatchObject({ loaded: true, list: [], obstacle: "Add a destination to go live." });
    expect(destinations.problem).toContain("does not respond");
  });
});
