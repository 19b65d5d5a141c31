import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { stubCodecs } from "../../../../sdk/test/support/fake-codecs.ts";
import { GOOD, Scene } from "./broadcast-scene.ts";

describe("the connection of a broadcast to the gateway", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("reports an unreachable gateway", async () => {
    const scene = new Scene({ unreachable: true });
    await scene.start([GOOD]);
    expect(scene.broadcast.health).toStrictEqual({ tone: "bad", text: expect.stringContaining("cannot be reached") });
  });

  it("ends with the gateway and explains the close code", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    scene.bench.socket.end(1001, "");
    await vi.advanceTimersByTimeAsync(1);
    expect(scene.broadcast.phase).toBe("idle");
    expect(scene.broadcast.failure).toBe("The gateway is restarting. Try again in a moment.");
    expect(scene.broadcast.legs[0]).toMatchObject({ state: "Failed", cause: "lost" });
  });

  it("is held while the gateway is unreachable and continues afterwards", async () => {
    const scene = new Scene({ holdMs: 12_000, reconnect: {} });
    await scene.start([GOOD]);
    setInterval(() => scene.bench.socket.gateway?.ack(), 250);
    vi.spyOn(Math, "random").mockReturnValue(0.99);
    const { options } = scene.bench.socket;
    options.unreachable = true;
    scene.bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(100);
    expect(scene.broadcast).toMatchObject({ phase: "live", isOnAir: false, isLinkUp: false });
    const before = scene.broadcast.elapsed;
    expect(scene.broadcast.health).toStrictEqual({
      tone: "busy",
      text: "Reconnecting to the gateway. Viewers see the last frame.",
    });
    await vi.advanceTimersByTimeAsync(2000);
    expect(scene.broadcast.health.text).toBe(
      "Reconnecting to the gateway in 2 s, attempt 4. Viewers see the last frame.",
    );
    await vi.advanceTimersByTimeAsync(1000);
    expect(scene.broadcast.health.text).toBe(
      "Reconnecting to the gateway in 1 s, attempt 4. Viewers see the last frame.",
    );
    const held = /Viewers see the last frame\.$/;
    await scene.until(() => !held.test(scene.broadcast.health.text));
    expect(scene.broadcast.health.text).toMatch(
      /^Reconnecting to the gateway in \d+ s, attempt \d+\. Your broadcast will be restarted\.$/,
    );
    expect(scene.broadcast).toMatchObject({ onAir: "reconnecting", elapsed: before });
    options.unreachable = false;
    await scene.until(() => scene.broadcast.isOnAir && scene.broadcast.health.tone === "good");
    expect(scene.broadcast.phase).toBe("live");
    expect(scene.broadcast.announcement).toMatch(
      /^Reconnected to the gateway\. .*Viewers received no video for \d+\.\d s\.$/,
    );
    const logged = scene.log.entries.filter(({ source }) => source === "Gateway");
    expect(logged.map(({ severity }) => severity)).toStrictEqual(["warning", "good"]);
    expect(logged.map(({ text }) => text)).toMatchObject([
      "The connection to the gateway was lost. Reconnecting. Viewers see the last frame.",
      expect.stringMatching(/^Reconnected to the gateway/),
    ]);
    await scene.broadcast.stop();
  });

  it("moves to another gateway while live", async () => {
    const scene = new Scene({ holdMs: 30_000, reconnect: {} });
    await scene.start([GOOD]);
    setInterval(() => scene.bench.socket.gateway?.ack(), 250);
    scene.bench.socket.options.unreachable = true;
    scene.bench.gateway.emit({ type: "goaway", moveInMs: 0, closeInMs: 20_000 });
    await vi.advanceTimersByTimeAsync(10);
    expect(scene.broadcast.isOnAir).toBe(true);
    expect(scene.broadcast.health).toMatchObject({ tone: "busy", text: expect.stringContaining("shutting down") });
    scene.bench.socket.options.unreachable = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(scene.broadcast.health).toMatchObject({ tone: "good" });
    expect(scene.broadcast.announcement).toMatch(/^Your broadcast was moved to another gateway\./);
    await scene.broadcast.stop();
  });

  it("ends within the timeout if the gateway does not respond", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    scene.bench.socket.deliver = () => {};
    scene.bench.socket.close = () => {};
    const stopped = scene.broadcast.stop();
    await vi.advanceTimersByTimeAsync(5000);
    await stopped;
    expect(scene.broadcast.phase).toBe("idle");
  });
});
