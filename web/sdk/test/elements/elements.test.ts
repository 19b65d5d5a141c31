import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PlayerController, type WatchSettings, type WatchView } from "../../src/elements/player-controller.ts";
import { type GoLiveView, PublisherController } from "../../src/elements/publisher-controller.ts";
import { clock, gatewayOf, hostOf, numberOr, serverList } from "../../src/elements/settings.ts";
import { en } from "../../src/elements/texts/en.ts";
import type { MultiConnection } from "../../src/index.ts";
import { stubCodecs, stubTracks } from "../support/fake-codecs.ts";
import { FakeVideo } from "../support/fake-video.ts";
import { Bench, type BenchOptions } from "../support/in-memory.ts";
import { clock as media } from "../support/media.ts";

vi.mock("../../src/play/load-mpegts.ts", () => ({ loadMpegts: async () => ({ isSupported: () => true }) }));
vi.mock("../../src/play/engine.ts", () => ({
  openEngine: () => ({ feed: () => {}, complete: () => {}, destroy: () => {} }),
}));

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

describe("settings", () => {
  beforeEach(() => void vi.stubGlobal("location", { href: "https://page.example/watch/" }));
  afterEach(() => void vi.unstubAllGlobals());

  it.each([
    [null, "wss://page.example/v1"],
    ["", "wss://page.example/v1"],
    ["/other/v1", "wss://page.example/other/v1"],
    ["http://gateway.example/v1", "ws://gateway.example/v1"],
    ["wss://gateway.example/v1", "wss://gateway.example/v1"],
  ])("resolve the gateway %s to %s", (attribute, url) => {
    expect(gatewayOf(attribute)).toBe(url);
  });

  it("parse servers by URL and by pool", () => {
    expect(serverList(null)).toStrictEqual([]);
    expect(serverList(` ${A},${B}\n main `)).toStrictEqual([A, B, { pool: "main" }]);
  });

  it("parse numbers, with defaults", () => {
    expect([
      numberOr("-2", 7),
      numberOr("0", 7),
      numberOr("", 7),
      numberOr("x", 7),
      numberOr(null, undefined),
    ]).toStrictEqual([-2, 0, 7, 7, undefined]);
  });

  it("display servers by host", () => {
    expect(hostOf("rtmp://user:secret@a.example:1936/live?key=x")).toBe("a.example:1936");
    expect(hostOf("what")).toBe("what");
  });

  it("format durations", () => {
    expect([0, 7.9, 754, 3723, -1].map(clock)).toStrictEqual(["0:00", "0:07", "12:34", "1:02:03", "0:00"]);
  });
});

describe("PlayerController", () => {
  const benches: Bench[] = [];
  const received: Array<[string, unknown]> = [];
  let options: BenchOptions;
  let video: FakeVideo;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "setTimeout", "clearTimeout", "performance"] });
    received.length = 0;
    options = { media: media() };
    video = new FakeVideo();
  });
  afterEach(async () => {
    vi.useRealTimers();
    await Promise.all(benches.splice(0).map(({ mc }) => mc.close()));
  });

  function watching(change: Partial<WatchSettings> = {}) {
    const views: WatchView[] = [];
    const open = (): MultiConnection => {
      const bench = new Bench(options);
      benches.push(bench);
      return bench.mc;
    };
    const watch = new PlayerController(video as unknown as HTMLVideoElement, open, {
      texts: () => en,
      changed: (view) => views.push(view),
      emit: (type, detail) => received.push([type, detail]),
    });
    const settings: WatchSettings = {
      ...{ gateway: "ws://gateway.example/v1", servers: [A, B], name: "show", start: -1 },
      ...{ latency: undefined, connection: undefined },
      ...change,
    };
    return {
      watch,
      settings,
      views,
      phases: () => received.flatMap(([type, detail]) => (type === "statechange" ? [detail] : [])),
    };
  }

  const types = () => received.map(([type]) => type);
  const bench = () => benches.at(-1) ?? expect.unreachable();

  it("changes from loading to playing, and back to idle", async () => {
    const { watch, settings, phases } = watching();
    expect(watch.view).toMatchObject({ phase: "idle", live: true });
    await watch.play(settings);
    bench().gateway.plays.advance(500);
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.view).toMatchObject({ phase: "playing", server: "a.example", live: true, message: undefined });
    expect(phases()).toStrictEqual([{ phase: "loading" }, { phase: "playing" }]);
    expect(types()).toContain("status");
    watch.stop();
    expect(watch.view.phase).toBe("idle");
    await vi.advanceTimersByTimeAsync(0);
    expect(bench().socket.readyState).toBe(3);
  });

  it("pauses and resumes in the same session", async () => {
    const { watch, settings } = watching();
    await watch.play(settings);
    bench().gateway.plays.advance(500);
    await vi.advanceTimersByTimeAsync(100);
    await watch.pause();
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.view.phase).toBe("paused");
    await watch.play(settings);
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.view.phase).toBe("playing");
    expect(benches).toHaveLength(1);
  });

  it("shows a notice of a failover", async () => {
    const { watch, settings } = watching();
    await watch.play(settings);
    bench().gateway.plays.advance(500);
    bench().gateway.lose(0);
    await vi.advanceTimersByTimeAsync(10);
    expect(watch.view).toMatchObject({ server: "b.example", notice: "Switched to b.example" });
    expect(received).toContainEqual(["failover", { from: 0, to: 1, gap: 120 }]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(watch.view.notice).toBeUndefined();
  });

  it("retries a stream that no server has, without changing the view", async () => {
    const { watch, settings, phases } = watching({ name: "missing" });
    await watch.play(settings);
    expect(watch.view).toMatchObject({ phase: "offline", title: "Offline", reason: "play-failed" });
    await vi.advanceTimersByTimeAsync(5100);
    expect(benches).toHaveLength(2);
    expect(phases()).toStrictEqual([{ phase: "loading" }, { phase: "offline" }]);
    watch.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(benches).toHaveLength(2);
  });

  it("says what is missing in a stream, and plays when it comes", async () => {
    const { frames, duration } = media();
    options = { media: { configs: [], frames, duration } };
    video.readyState = 0;
    const { watch, settings } = watching();
    await watch.play(settings);
    for (let ms = 0; ms < 5500; ms += 100) {
      bench().gateway.plays.advance(100);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(watch.view).toMatchObject({
      phase: "blocked",
      title: "This stream cannot be decoded",
      message: expect.stringMatching(/^\d+ video frames \(AVC\) came without a codec configuration\./),
      reason: { kind: "no-codec-configuration", track: "video" },
    });
    video.readyState = 4;
    await vi.advanceTimersByTimeAsync(200);
    expect(watch.view).toMatchObject({ phase: "playing", title: undefined, reason: undefined });
    watch.stop();
  });

  it("reconnects to a lost gateway with backoff", async () => {
    const { watch, settings } = watching();
    await watch.play(settings);
    bench().socket.end(1006);
    await vi.advanceTimersByTimeAsync(10);
    expect(watch.view).toMatchObject({ phase: "offline", title: "Connection lost" });
    options = { ...options, unreachable: true };
    await vi.advanceTimersByTimeAsync(1100);
    expect(benches).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1100);
    expect(benches).toHaveLength(2);
    options = { media: media() };
    await vi.advanceTimersByTimeAsync(1100);
    expect(benches).toHaveLength(3);
    bench().gateway.plays.advance(500);
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.view).toMatchObject({ phase: "playing", title: undefined });
    watch.stop();
  });

  it("shows a notice of a reconnect, and continues to play", async () => {
    options = { ...options, holdMs: 30_000, reconnect: {} };
    const { watch, settings } = watching();
    await watch.play(settings);
    bench().gateway.plays.advance(500);
    await vi.advanceTimersByTimeAsync(100);
    options.unreachable = true;
    bench().socket.end(1006);
    await vi.advanceTimersByTimeAsync(300);
    expect(watch.view).toMatchObject({ phase: "playing", notice: "Reconnecting…" });
    options.unreachable = false;
    await vi.advanceTimersByTimeAsync(3000);
    expect(watch.view).toMatchObject({ phase: "playing", notice: undefined });
    expect(received.filter(([type]) => type === "link").at(-1)).toMatchObject(["link", { how: "resumed" }]);
    expect(benches).toHaveLength(1);
    watch.stop();
  });

  it("does not retry a permanent error", async () => {
    const { watch, settings } = watching({ latency: 0.01 });
    await watch.play(settings);
    expect(watch.view).toMatchObject({ phase: "failed", title: "This stream cannot be played" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(benches).toHaveLength(1);
  });

  it("plays on an existing connection, and leaves it open", async () => {
    const own = new Bench(options);
    benches.push(own);
    await own.mc.connect([B]);
    const { watch, settings } = watching({ connection: own.mc, start: 0 });
    await watch.play(settings);
    await vi.advanceTimersByTimeAsync(100);
    expect(watch.view).toMatchObject({ server: "b.example", live: false, duration: 3 });
    await watch.seek(1);
    expect(own.requestTypes).toContain("seek");
    watch.stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(own.requestTypes.at(-1)).toBe("closeStream");
    expect(own.socket.readyState).toBe(1);
  });

  it("reports a failed seek", async () => {
    const { watch, settings } = watching();
    await watch.play(settings);
    await watch.seek(1);
    expect(received.at(-1)).toMatchObject(["error", { code: "bad-state" }]);
  });
});

describe("PublisherController", () => {
  const benches: Bench[] = [];
  const received: Array<[string, unknown]> = [];
  afterEach(async () => {
    await Promise.all(benches.splice(0).map(({ mc }) => mc.close()));
    vi.unstubAllGlobals();
    received.length = 0;
  });

  function live(options: BenchOptions = {}) {
    stubCodecs();
    const views: GoLiveView[] = [];
    const open = (): MultiConnection => {
      benches.push(new Bench(options));
      return (benches.at(-1) as Bench).mc;
    };
    const golive = new PublisherController(open, {
      texts: () => en,
      changed: (view) => views.push(view),
      emit: (type, detail) => received.push([type, detail]),
    });
    const publish = (servers = [A, B]) =>
      golive.publish({ gateway: "ws://gateway.example/v1", servers, name: "show", ...stubTracks() });
    return { golive, publish };
  }

  const phases = () =>
    received.flatMap(([type, detail]) => (type === "statechange" ? [(detail as { phase: string }).phase] : []));

  it("publishes to the available servers, and stops", async () => {
    const { golive, publish } = live();
    await publish([A, "rtmp://down.example/live"]);
    expect(golive.view).toMatchObject({
      phase: "live",
      servers: [
        { host: "a.example", state: "Live" },
        { host: "down.example", state: "Recovering", text: "connection refused" },
      ],
    });
    expect(golive.stream?.formats).toHaveProperty("video");
    await publish();
    expect(benches).toHaveLength(1);
    await golive.stop();
    expect(golive.view).toMatchObject({ phase: "idle", servers: [] });
    expect(phases()).toStrictEqual(["starting", "live", "stopping", "idle"]);
    expect(benches[0]?.requestTypes.at(-1)).toBe("closeStream");
    await golive.stop();
  });

  it("shows the reason of a failure, and can be retried", async () => {
    const { golive, publish } = live();
    await publish(["rtmp://badkey.example/live"]);
    expect(golive.view).toMatchObject({
      phase: "failed",
      message: "No server accepted the stream. Check the stream name or key.",
    });
    await publish(["rtmp://down.example/live"]);
    expect(golive.view.message).toBe("No server can be reached.");
    await publish();
    expect(golive.view).toMatchObject({ phase: "live", message: undefined });
  });

  it("fails with a message when the gateway is lost", async () => {
    const { golive, publish } = live();
    await publish();
    benches[0]?.socket.end(1006);
    await vi.waitFor(() =>
      expect(golive.view).toMatchObject({ phase: "failed", message: expect.stringContaining("no longer live") }),
    );
    expect(received.at(-1)).toMatchObject(["error", { code: "closed" }]);
  });

  it("stays live during an outage of the link", async () => {
    const options: BenchOptions = { holdMs: 30_000, reconnect: {} };
    const { golive, publish } = live(options);
    await publish();
    options.unreachable = true;
    benches[0]?.socket.end(1006);
    await vi.waitFor(() => expect(golive.view).toMatchObject({ phase: "live", linked: false }));
    options.unreachable = false;
    await vi.waitFor(() => expect(golive.view).toMatchObject({ phase: "live", linked: true }), { timeout: 10_000 });
    expect(received.map(([type]) => type)).not.toContain("error");
    await golive.stop();
  });

  it("can be cancelled while it starts", async () => {
    const { golive, publish } = live();
    const publishing = publish(["rtmp://silent.example/live"]);
    await golive.stop();
    await publishing;
    expect(golive.view.phase).toBe("idle");
    expect(phases()).toStrictEqual(["starting", "stopping", "idle"]);
  });
});

describe("the elements module", () => {
  it("can be imported without a DOM", async () => {
    await expect(import("../../src/elements/index.ts")).resolves.toHaveProperty("PlayerElement");
  });
});
