import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PublishedStream } from "../../../../sdk/src/publish/published-stream.ts";
import { FakeVideoEncoder, stubCodecs } from "../../../../sdk/test/support/fake-codecs.ts";
import { GOOD, OTHER, Scene } from "./broadcast-scene.ts";

const TAKEN = "rtmp://taken.example/live";

describe("the state of a broadcast", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    stubCodecs();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is live only while a server receives media", async () => {
    const scene = new Scene();
    const started = scene.start([GOOD, OTHER]);
    await vi.advanceTimersByTimeAsync(100);
    expect(scene.broadcast).toMatchObject({ phase: "starting", onAir: "starting", elapsed: 0 });
    await started;
    expect(scene.broadcast.onAir).toBe("live");
    expect(scene.lines("good.example")).toStrictEqual(["Connected", "Live"]);

    scene.bench.gateway.lose(0);
    await scene.pass(250);
    expect(scene.broadcast.onAir).toBe("live");
    scene.bench.gateway.lose(1);
    await vi.advanceTimersByTimeAsync(1);
    const { elapsed } = scene.broadcast;
    await vi.advanceTimersByTimeAsync(500);
    expect(scene.broadcast).toMatchObject({ onAir: "reconnecting", isOnAir: false, elapsed });
    expect(scene.broadcast.health.text).toBe("No destination receives your stream. Reconnecting…");
    await scene.pass(2000);
    expect(scene.broadcast.onAir).toBe("live");
    expect(scene.broadcast.elapsed).toBeGreaterThan(elapsed);
  });

  it("is logged once for each outage of a server", async () => {
    const scene = new Scene();
    await scene.start([GOOD, OTHER]);
    scene.log.clear();
    const closed = {
      level: "status",
      code: "NetConnection.Connect.Closed",
      description: "The connection ended.",
    } as const;
    scene.bench.gateway.emit({ type: "status", server: 0, info: closed });
    scene.bench.gateway.lose(0);
    await scene.pass(2000);
    expect(scene.log.entries.map(({ severity, text }) => [severity, text])).toStrictEqual([
      ["warning", expect.stringMatching(/^Reconnecting\. The connection was lost\./)],
      ["good", "Live again"],
    ]);
  });

  it("is logged once for the loss of the gateway, not for each server", async () => {
    const scene = new Scene();
    await scene.start([GOOD, OTHER]);
    scene.log.clear();
    scene.bench.socket.end(1001, "");
    await vi.advanceTimersByTimeAsync(1);
    expect(scene.log.entries).toMatchObject([
      { severity: "error", source: "Studio", text: "The gateway is restarting. Try again in a moment." },
    ]);
  });

  it("is logged once for a stream key that is in use elsewhere, which it names", async () => {
    const scene = new Scene();
    await scene.start([GOOD, TAKEN], { require: "any" });
    expect(scene.broadcast.legs[1]).toMatchObject({ state: "Rejected", cause: "refused-publish" });
    expect(scene.lines("taken.example")).toStrictEqual([
      "Connected",
      expect.stringMatching(/^Rejected\. Already live elsewhere: .* End that broadcast, then reconnect/),
    ]);
  });

  it("is offline as soon as the gateway is silent while the browser is offline", async () => {
    const scene = new Scene({ holdMs: 30_000, reconnect: {} });
    await scene.start([GOOD]);
    scene.log.clear();
    scene.network.isOnline = false;
    await scene.pass(500);
    expect([scene.broadcast.onAir, scene.broadcast.health.tone]).toStrictEqual(["live", "good"]);
    await vi.advanceTimersByTimeAsync(1100);
    expect([scene.broadcast.onAir, scene.broadcast.isLinkUp]).toStrictEqual(["reconnecting", false]);
    expect(scene.broadcast.health).toStrictEqual({
      tone: "warning",
      text: "This computer is offline. Reconnecting as soon as it is online again. Viewers see the last frame.",
    });
    scene.bench.socket.end(1006);
    scene.network.isOnline = true;
    await vi.advanceTimersByTimeAsync(500);
    await scene.pass(3000);
    expect(scene.broadcast.onAir).toBe("live");
    const texts = scene.log.entries.map(({ text }) => text);
    expect(texts).toStrictEqual([
      "This computer is offline. Reconnecting as soon as it is online again.",
      expect.stringMatching(/^Reconnected to the gateway\./),
    ]);
    await scene.broadcast.stop();
  });

  it("names a gateway that does not respond", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    await vi.advanceTimersByTimeAsync(4000);
    expect(scene.broadcast.onAir).toBe("reconnecting");
    expect(scene.broadcast.health.text).toBe("The gateway has not responded for 4 s. Viewers see the last frame.");
    await scene.broadcast.stop();
  });

  it("names the problems of inputs until they are solved", async () => {
    const scene = new Scene();
    await scene.start([GOOD]);
    const [camera, microphone] = ["Camera disconnected.", "Microphone disconnected."];
    scene.broadcast.reportInputs([camera]);
    scene.broadcast.reportInputs([camera, microphone]);
    expect(scene.broadcast.health).toStrictEqual({ tone: "bad", text: `${camera} ${microphone}` });
    expect(scene.log.filter("warning", "disconnected").map(({ text }) => text)).toStrictEqual([camera, microphone]);
    scene.broadcast.reportInputs([]);
    expect(scene.broadcast.health).toMatchObject({ tone: "good" });
    await scene.broadcast.stop();
  });

  it("publishes a source that is chosen while it connects", async () => {
    const attach = vi.spyOn(PublishedStream.prototype, "attach");
    const scene = new Scene();
    const { video } = scene.sources();
    const started = scene.start([GOOD]);
    scene.broadcast.attach({ video });
    expect(attach).not.toHaveBeenCalled();
    await started;
    expect(attach).toHaveBeenCalledExactlyOnceWith({ video });
    await scene.broadcast.stop();
  });

  it.each(["off", "connection"] as const)("names a computer that is too slow (adaptation: %s)", async (adapt) => {
    const scene = new Scene();
    await scene.start([GOOD], { adapt });
    (FakeVideoEncoder.last as FakeVideoEncoder).takesMs = 100;
    await scene.pass(6000);
    const { health, encoder } = scene.broadcast;
    expect(encoder).toMatchObject({ isSlow: true, isDropping: false });
    expect(encoder.frameRate).toBeLessThan(15);
    expect(health.tone).toBe("warning");
    expect(health.text).toMatch(
      /^This computer is too slow: \d+ of 30 fps, \d+ frames skipped, \d+ ms to encode a frame\. Close other programs/,
    );
    expect(scene.lines("Studio").filter((text) => /too slow|connection|upload/i.test(text))).toStrictEqual([
      expect.stringMatching(/^This computer is too slow/),
    ]);
    await scene.broadcast.stop();
  });
});
