import { describe, expect, it, vi } from "vitest";
import { Destinations, type Offered } from "../src/model/destinations.ts";
import { EventLog } from "../src/model/event-log.ts";
import { bitrate, bytes, delay, duration, durationWords } from "../src/model/format.ts";
import { presetOf } from "../src/model/presets.ts";
import { Rate } from "../src/model/rate.ts";
import { nameOf, problemOf, shown } from "../src/model/services.ts";
import { Settings } from "../src/model/settings.ts";

class MemoryStorage {
  readonly values = new Map<string, string>();
  getItem = (key: string) => this.values.get(key) ?? null;
  setItem = (key: string, value: string) => void this.values.set(key, value);
  get text(): string {
    return [...this.values.values()].join();
  }
}

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

describe("settings", () => {
  it("come back on the next visit", () => {
    const storage = new MemoryStorage();
    new Settings(storage).set({ theme: "dark", preset: "1080p" });
    expect(new Settings(storage).values).toMatchObject({ theme: "dark", preset: "1080p", require: "all" });
  });

  it("do without a storage, with a full one, and with nonsense in it", () => {
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
  ])("of a page at %s with the gateway %j connect to %s", (page, gateway, url) => {
    const settings = new Settings(undefined);
    settings.set({ gateway });
    expect(settings.gatewayUrl(page)).toBe(url);
  });
});

describe("destinations", () => {
  it("begin with what the gateway suggests, ready to go live", async () => {
    const { destinations } = await loaded();
    expect(destinations.obstacle).toBeUndefined();
    expect(destinations.addresses).toStrictEqual(["rtmp://127.0.0.1:1935/live"]);
    expect(destinations.legs).toMatchObject([{ name: "This machine, port 1935", key: "studio" }]);
  });

  it("count a pool's servers, in the order of their numbers", async () => {
    const { destinations } = await loaded();
    destinations.toggle("pool:main", true);
    expect(destinations.addresses).toStrictEqual(["rtmp://127.0.0.1:1935/live", { pool: "main" }]);
    expect(destinations.legs.map(({ name }) => name)).toStrictEqual([
      "This machine, port 1935",
      "a.example",
      "YouTube",
    ]);
  });

  it("keep keys to themselves unless they are to be remembered", async () => {
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

  it("bring a removed suggestion not back, and drop a pool that is gone", async () => {
    const { storage, destinations } = await loaded();
    destinations.remove("url:rtmp://127.0.0.1:1935/live");
    expect((await loaded(storage)).destinations.list.map(({ id }) => id)).toStrictEqual(["pool:main"]);
    expect((await loaded(storage, { suggested: [], pools: [] })).destinations.list).toStrictEqual([]);
  });

  it("say what is in the way", async () => {
    const { destinations } = await loaded();
    destinations.toggle("url:rtmp://127.0.0.1:1935/live", false);
    expect(destinations.obstacle).toBe("Switch at least one destination on.");
    destinations.put({ id: "1", kind: "url", address: "rtmp://x.example/app", key: "", enabled: true });
    expect(destinations.obstacle).toBe("x.example needs its stream key.");
    destinations.put({ id: "1", kind: "url", address: "rtmp://x.example", label: "Mine", key: "k", enabled: true });
    expect(destinations.obstacle).toContain("Mine: The address must name an app");
  });

  it("go on without a gateway that does not answer", async () => {
    const destinations = new Destinations(new Settings(undefined));
    await destinations.load(() => Promise.reject(new Error("HTTP 502")));
    expect(destinations).toMatchObject({ loaded: true, list: [], obstacle: "Add a destination first." });
    expect(destinations.problem).toContain("does not answer");
  });
});

describe("RTMP addresses", () => {
  it.each([
    ["rtmps://a.rtmps.youtube.com/live2", "YouTube"],
    ["rtmp://live.twitch.tv/app", "Twitch"],
    ["rtmps://live-api-s.facebook.com:443/rtmp", "Facebook"],
    ["rtmp://localhost/live", "This machine, port 1935"],
    ["rtmp://notyoutube.com.example/live", "notyoutube.com.example"],
    ["rtmp://my_server:1936/live", "my_server"],
    ["rtmp://b\u00fccher.example/live", "xn--bcher-kva.example"],
    ["rtmps://[::1]:1936/live", "This machine, port 1936"],
    ["rtmp://host", "host"],
    ["nonsense", "New destination"],
  ])("%s is called %s", (url, name) => {
    expect(nameOf(url)).toBe(name);
  });

  it.each([
    "rtmp://host/app",
    "RTMPS://host:443/app/instance?x=1",
    " rtmp://[::1]:1935/live ",
    'rtmp://a_b/x y#1?k={"|^%',
  ])("%s is right", (url) => {
    expect(problemOf(url)).toBeUndefined();
  });

  it.each([
    ["rtmp://ho st/app", 'The address has a mistake: a host with white space, "ho st", expected none.'],
    ["rtmp://host:70000/app", "The address has a mistake: port 70000, expected 1..65535."],
    ["rtmp://host/", "The address must name an app after the host, such as /live."],
    ["rtmp:host/app", "The address must begin with rtmp:// or rtmps://, such as rtmp://host/app."],
  ])("%s is wrong in words", (url, words) => {
    expect(problemOf(url)).toBe(words);
  });

  it.each(["", "http://host/app", "rtmp://", "rtmp://host", "rtmp:/host/app", "rtmp://ho st/app"])(
    "%s is wrong",
    (url) => {
      expect(problemOf(url)).toMatch(/address/);
    },
  );

  it("are shown without what may be secret", () => {
    expect(shown("rtmp://user:pass@host/app?token=1#2")).toBe("rtmp://host/app");
    expect(shown("rtmp://user:p@ss@host/app#2?token=1")).toBe("rtmp://host/app#2");
    expect(shown("rtmp://user:p@ss@ho st/app?token=1\n2")).toBe("rtmp://ho st/app");
  });
});

describe("the event log", () => {
  it("keeps its bound, and is found by severity and text", () => {
    const log = new EventLog(3, () => new Date(0));
    for (const severity of ["info", "error", "warning", "error"] as const) {
      log.add(severity, "YouTube", `a ${severity}`, severity === "warning" ? "X.Y" : undefined);
    }
    expect(log.entries.map(({ id }) => id)).toStrictEqual([2, 3, 4]);
    expect(log.filter("error", "")).toHaveLength(2);
    expect(log.filter("all", " x.y ")).toHaveLength(1);
    expect(log.filter("error", "x.y")).toHaveLength(0);
  });

  it("is exported as JSON", () => {
    const log = new EventLog(3, () => new Date(0));
    log.add("good", "Studio", "Live", "NetStream.Publish.Start");
    expect(JSON.parse(log.export())).toStrictEqual({
      exported: "1970-01-01T00:00:00.000Z",
      events: [
        {
          id: 1,
          time: "1970-01-01T00:00:00.000Z",
          severity: "good",
          source: "Studio",
          text: "Live",
          code: "NetStream.Publish.Start",
        },
      ],
    });
  });

  it("tells who watches, until it stops", () => {
    const [log, watcher] = [new EventLog(), vi.fn()];
    const stop = log.watch(watcher);
    log.add("info", "", "");
    stop();
    log.clear();
    expect(watcher).toHaveBeenCalledOnce();
    expect(log.entries).toStrictEqual([]);
  });
});

describe("numbers in words", () => {
  it("are as people read them", () => {
    expect([0, 65_000, 3_725_000].map(duration)).toStrictEqual(["00:00", "01:05", "1:02:05"]);
    expect([5000, 60_000, 3_725_000, 7_200_000].map(durationWords)).toStrictEqual([
      "5 seconds",
      "1 minute",
      "1 hour 2 minutes",
      "2 hours",
    ]);
    expect([0, 320_000, 2_500_000, 12_400_000].map(bitrate)).toStrictEqual([
      "0 kbit/s",
      "320 kbit/s",
      "2.5 Mbit/s",
      "12 Mbit/s",
    ]);
    expect([0, 999, 1500, 123_456_789].map(bytes)).toStrictEqual(["0 B", "999 B", "1.5 kB", "123 MB"]);
    expect([0, 999, 1300].map(delay)).toStrictEqual(["0 ms", "999 ms", "1.3 s"]);
  });

  it("have a preset for every wish", () => {
    expect(presetOf("1080p").height).toBe(1080);
    expect(presetOf("8k").id).toBe("720p");
    expect(presetOf(undefined).id).toBe("720p");
  });
});

describe("a rate", () => {
  it("is taken over a second, and kept within its bound", () => {
    const rate = new Rate(1000, 10);
    for (let i = 0; i <= 40; i++) {
      rate.count(i * 250, i * 25_000);
    }
    expect(rate.latest).toBe(800_000);
    expect(rate.points).toHaveLength(10);
    rate.count(10_250, 1_000_000);
    expect(rate.latest).toBe(600_000);
  });

  it("is nothing before it is known", () => {
    const rate = new Rate();
    rate.count(5, 100);
    expect([rate.latest, rate.points]).toStrictEqual([0, []]);
  });
});
