import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeVideoEncoder, stubCodecs } from "../../../../sdk/test/support/fake-codecs.ts";
import { retryText } from "../../shared/status-text.ts";
import { GOOD, OTHER, Scene } from "./broadcast-scene.ts";
import { adaptiveOf, deliveredText } from "./quality.ts";

describe("a broadcast", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("plays the stream of a server without logging it", async () => {
    const scene = new Scene();
    await scene.start([GOOD, OTHER]);
    expect(scene.broadcast.sentMs).toBeDefined();
    const played = expect(scene.broadcast.play(1, new AbortController().signal)).rejects.toMatchObject({
      code: "play-failed",
    });
    await vi.advanceTimersByTimeAsync(1);
    scene.bench.gateway.emit({
      type: "status",
      stream: 2,
      info: { level: "status", code: "NetStream.Play.Start", description: "" },
    });
    await vi.advanceTimersByTimeAsync(1);
    await played;
    expect(scene.bench.gateway.requests).toContainEqual(
      expect.objectContaining({ type: "play", name: "key-1", servers: [1] }),
    );
    expect(scene.log.filter("all", "NetStream.Play")).toStrictEqual([]);
    await scene.broadcast.stop();
    await expect(scene.broadcast.play(1, new AbortController().signal)).rejects.toThrow("The broadcast is over.");
  });

  it("goes live, measures its duration and ends", async () => {
    const scene = new Scene();
    await scene.start([GOOD, OTHER]);
    expect(scene.broadcast.phase).toBe("live");
    expect(scene.states).toStrictEqual(["Live", "Live"]);
    expect(scene.bench.gateway.requests).toContainEqual(
      expect.objectContaining({ type: "publish", names: { 0: "key-0", 1: "key-1" } }),
    );
    const before = scene.broadcast.elapsed;
    await scene.pass(2000);
    await vi.advanceTimersByTimeAsync(1);
    expect(scene.broadcast.elapsed - before).toBe(2001);
    expect(scene.broadcast.legs[0]?.rate.latest).toBeGreaterThan(10_000);
    expect(scene.broadcast.health).toStrictEqual({ tone: "good", text: "All 2 destinations receive your stream." });

    await scene.broadcast.stop();
    expect(scene.broadcast.phase).toBe("idle");
    expect(scene.states).toStrictEqual(["Closed", "Closed"]);
    expect(scene.broadcast.health.text).toMatch(/^Ended after 00:0\d\.$/);
    expect(scene.bench.requestTypes.at(-1)).toBe("disconnect");
  });

  it("reports a reduced bitrate and the return to full quality", async () => {
    const scene = new Scene();
    await scene.start([GOOD, OTHER]);
    const { quality } = scene.broadcast;
    expect(quality.target).toMatchObject({ bitrate: 800_000, why: "ceiling" });
    expect(quality.chosen).toBe(928_000);
    expect(deliveredText(quality.target, false)).toBe("Full quality");
    // No acknowledgement for two seconds.
    await vi.advanceTimersByTimeAsync(2000);
    expect(quality.target).toMatchObject({ why: "uplink" });
    expect(scene.broadcast.health.text).toMatch(/^Your connection is slow\. Bitrate reduced to \d+ of 800 kbit\/s\.$/);
    expect(scene.broadcast.announcement).toMatch(/^Your connection is slow\. Bitrate reduced to \d+ of 800 kbit\/s\.$/);
    const acks = setInterval(() => scene.bench.gateway.ack(), 250);
    await scene.until(() => scene.broadcast.health.text === "All 2 destinations receive your stream.");
    clearInterval(acks);
    expect(quality.targets.length).toBe(quality.upload.points.length);
    expect(Math.min(...quality.targets)).toBeLessThan(700_000);
    const texts = scene.log.filter("all", "").map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith("Your connection is slow"))).toHaveLength(1);
    expect(texts.filter((text) => text === "Full quality again.")).toHaveLength(1);
    await scene.broadcast.stop();
  });

  it("passes the chosen adaptation to the SDK", async () => {
    expect((["connection", "all", "off"] as const).map(adaptiveOf)).toStrictEqual([
      { follow: "fastest" },
      { follow: "slowest" },
      false,
    ]);
    const scene = new Scene();
    await scene.start([GOOD], { adapt: "off" });
    expect(scene.broadcast.quality.target).toBeUndefined();
    await scene.broadcast.stop();
  });

  it("explains why it could not start", async () => {
    const scene = new Scene();
    await scene.start([GOOD, "rtmp://down.example/live"]);
    expect(scene.broadcast.phase).toBe("idle");
    expect(scene.broadcast.failure).toMatch(/^Couldn.t go live/);
    expect(scene.broadcast.legs[1]).toMatchObject({ state: "Failed", cause: "unreachable" });
    expect(scene.log.filter("error", "down.example")).not.toHaveLength(0);
  });

  it("continues with the remaining destinations and reports the failed one", async () => {
    const scene = new Scene();
    await scene.start([GOOD, "rtmp://badkey.example/live"], { require: "any" });
    expect(scene.broadcast.phase).toBe("live");
    expect(scene.broadcast.health.text).toBe("1 of 2 destinations failed. The other one continues.");
    expect(scene.broadcast.legs[1]).toMatchObject({ state: "Rejected", cause: "refused-publish" });
  });

  it("shows the next reconnect attempt of a server", async () => {
    const scene = new Scene();
    await scene.start([GOOD, "rtmp://down.example/live"], { require: "any" });
    expect(scene.broadcast.health).toStrictEqual({
      tone: "busy",
      text: "Reconnecting to 1 of 2 destinations. The other one continues.",
    });
    await vi.advanceTimersByTimeAsync(2000);
    const leg = scene.broadcast.legs[1];
    expect(leg).toMatchObject({ state: "Recovering", attempt: 3, cause: "unreachable" });
    expect(retryText(leg?.attempt, (leg?.retryAt ?? 0) - scene.broadcast.now())).toMatch(
      /^Reconnecting in [34] s, attempt 3$/,
    );
    const texts = scene.log.filter("all", "down.example").map(({ text }) => text);
    expect(texts.filter((text) => text.startsWith("Reconnecting"))).toHaveLength(1);
  });

  it("continues when a server has reconnected", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    scene.bench.gateway.lose(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(scene.broadcast.health).toStrictEqual({
      tone: "warning",
      text: "No destination receives your stream. Reconnecting…",
    });
    await scene.pass(1500);
    expect(scene.broadcast.health).toMatchObject({ tone: "good" });
    expect(scene.broadcast.legs[0]).not.toHaveProperty("attempt");
    expect(scene.broadcast.announcement).toBe("good.example: Live again");
  });

  it("reconnects a server immediately on request", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    scene.bench.gateway.lose(0);
    await vi.advanceTimersByTimeAsync(1);
    expect(scene.states).toStrictEqual(["Recovering"]);
    await scene.broadcast.reconnect(0);
    expect(scene.bench.requestTypes.at(-1)).toBe("reconnect");
    expect(scene.states).toStrictEqual(["Live"]);
  });

  it("adds and removes a destination while live", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    await scene.broadcast.add(OTHER, [{ destination: "new", name: "Other", url: OTHER, key: "key-new" }]);
    expect(scene.bench.gateway.requests.at(-1)).toMatchObject({
      type: "addServer",
      server: OTHER,
      names: { 1: "key-new" },
    });
    expect(scene.broadcast.legs[1]).toMatchObject({ server: 1, leg: { name: "Other" }, state: "Live" });
    await scene.pass(500);
    expect(scene.broadcast.health.text).toBe("All 2 destinations receive your stream.");

    await scene.broadcast.remove(0);
    expect(scene.broadcast.phase).toBe("live");
    expect(scene.broadcast.legs.map(({ leg }) => leg.name)).toStrictEqual(["Other"]);
    await scene.broadcast.remove(1);
    expect(scene.bench.requestTypes.filter((type) => type === "removeServer")).toHaveLength(1);
    expect(scene.broadcast.legs).toHaveLength(1);
    expect(scene.log.export()).not.toContain("key-");
  });

  it("explains why a destination cannot be added", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    scene.bench.gateway.text = (data) => {
      const { id } = JSON.parse(data) as { id: number };
      scene.bench.socket.deliver(JSON.stringify({ id, type: "error", code: "too-many", message: "17 servers" }));
    };
    await scene.broadcast.add(OTHER, [{ destination: "new", name: "Other", url: OTHER, key: "key-new" }]);
    expect(scene.log.filter("error", "A limit of the gateway is reached: 17 servers.")).toHaveLength(1);
    expect(scene.broadcast.legs).toHaveLength(1);
  });

  it("ends when no destination is left", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    scene.bench.gateway.emit({ type: "server", server: 0, url: GOOD, state: "Failed", cause: "lost" });
    await vi.advanceTimersByTimeAsync(1);
    expect(scene.broadcast.phase).toBe("idle");
    expect(scene.broadcast.failure).toBe("All destinations failed. Their cards show the reasons.");
  });

  it("can be canceled while it starts", async () => {
    const scene = new Scene();
    const started = scene.start(["rtmp://silent.example/live"]);
    await vi.advanceTimersByTimeAsync(100);
    expect(scene.broadcast.phase).toBe("starting");
    await scene.broadcast.stop();
    await started;
    expect(scene.broadcast).toMatchObject({ phase: "idle", failure: undefined });
  });

  it("reports dropped frames", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    // Acknowledgements of nothing: all frames stay in flight.
    const nothing = { type: "ack" as const, stream: 1, bytes: 0, timestamp: 0, servers: [] };
    const acks = setInterval(() => scene.bench.gateway.emit(nothing), 1000);
    FakeVideoEncoder.bytes = { key: 100_000, delta: 10_000 };
    await scene.until(() => scene.broadcast.health.tone === "warning");
    clearInterval(acks);
    expect(scene.broadcast.health.text).toMatch(/^Your upload is too slow/);
    expect(scene.broadcast.announcement).toMatch(/dropped/);
  });

  it("accepts a server that was not announced", async () => {
    const scene = new Scene({ pools: { main: [GOOD, OTHER] } });
    await scene.start([GOOD], { addresses: [{ pool: "main" }] });
    expect(scene.broadcast.legs.map(({ leg }) => leg.name)).toStrictEqual(["good.example", "other.example"]);
  });

  it("can be started again after it has ended", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    await scene.broadcast.stop();
    await scene.start([OTHER]);
    expect(scene.broadcast.phase).toBe("live");
    expect(scene.states).toStrictEqual(["Live"]);
    expect(scene.benches).toHaveLength(2);
  });

  it("never writes a key into the log", async () => {
    const scene = new Scene();
    await scene.start([GOOD, "rtmp://badkey.example/live"], { require: "any" });
    await scene.broadcast.stop();
    expect(scene.log.export()).not.toContain("key-");
  });
});
