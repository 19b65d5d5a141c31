import { describe, expect, it, onTestFinished, vi } from "vitest";
import { NetConnection, NetStream, ObjectEncoding, SoundTransform } from "../../src/flash/index.ts";
import { Rate } from "../../src/flash/rate.ts";
import { PlayedStream } from "../../src/play/played-stream.ts";
import type { PlayerState } from "../../src/play/player-types.ts";
import { PublishedStream } from "../../src/publish/published-stream.ts";
import { Events } from "../../src/shared/events.ts";
import { A, type Any, useFlashBench } from "../support/flash-bench.ts";
import { clock } from "../support/media.ts";

const flash = useFlashBench({ media: clock() });
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.current.open(),
}));

/** Player without a browser, whose state a test sets. */
class FakePlayer {
  static last: FakePlayer;
  readonly events = new Events<{ state: PlayerState }>();
  readonly on = this.events.on.bind(this.events);
  state = { phase: "playing", buffered: 0, decodedFrames: 0, latency: undefined } as unknown as PlayerState;

  constructor(
    readonly stream: PlayedStream,
    readonly video: HTMLVideoElement,
  ) {
    FakePlayer.last = this;
  }

  readonly pause = () => this.stream.pause();
  readonly play = () => this.stream.resume();

  dispose(): void {}

  become(state: Partial<PlayerState>): void {
    this.state = { ...this.state, ...state };
    this.events.emit("state", this.state);
  }
}

/** Replaces players by fakes until the end of the test. */
function fakePlayers(): void {
  vi.stubGlobal("document", { createElement: () => ({ volume: 1 }) });
  vi.spyOn(PlayedStream.prototype, "attach").mockImplementation(async function (this: PlayedStream, video) {
    return new FakePlayer(this, video) as Any;
  });
  onTestFinished(() => void vi.unstubAllGlobals());
}

async function played(name: string, start: number): Promise<{ nc: Any; ns: Any; codes: string[] }> {
  const nc: Any = new NetConnection();
  const ns: Any = new NetStream(nc);
  const codes: string[] = [];
  ns.onStatus = ({ code }: Any) => codes.push(code);
  nc.connect(A);
  ns.play(name, start);
  await vi.waitFor(() => expect(codes).toContain("NetStream.Play.Start"));
  return { nc, ns, codes };
}

describe("NetStream.pause", () => {
  it.each([
    ["a live stream", "show", -1],
    ["a live or recorded stream", "show", -2],
    ["a recording", "recording", -2],
    ["a recording from its beginning", "recording", 0],
  ])("of %s is reported once for each change", async (_, name, start) => {
    const { ns, codes } = await played(name, start);
    const pauses = () => codes.filter((code) => /ause/.test(code)).map((code) => code.split(".")[1]);
    ns.pause(true);
    ns.pause(true);
    await vi.waitFor(() => expect(pauses()).toStrictEqual(["Pause"]));
    ns.pause(false);
    ns.resume();
    ns.togglePause();
    await vi.waitFor(() => expect(pauses()).toStrictEqual(["Pause", "Unpause", "Pause"]));
    await new Promise((resolve) => setImmediate(resolve));
    expect(pauses()).toHaveLength(3);
  });

  it("is reported when the user pauses a live stream in its player", async () => {
    fakePlayers();
    const { codes } = await played("show", -1);
    await FakePlayer.last.pause();
    expect(codes.at(-1)).toBe("NetStream.Pause.Notify");
  });
});

describe("NetStream", () => {
  it("has the statistics of its player", async () => {
    fakePlayers();
    const { ns } = await played("show", -1);
    const now = vi.spyOn(performance, "now").mockReturnValue(5000);
    expect([ns.currentFps, ns.currentFPS, ns.decodedFrames, ns.liveDelay]).toStrictEqual([0, 0, 0, 0]);
    now.mockReturnValue(5500);
    FakePlayer.last.become({ decodedFrames: 6, latency: 0.4 });
    now.mockReturnValue(6000);
    FakePlayer.last.become({ decodedFrames: 12 });
    expect([ns.currentFps, ns.currentFPS, ns.decodedFrames, ns.liveDelay]).toStrictEqual([12, 12, 12, 0.4]);
    now.mockReturnValue(8000);
    expect(ns.currentFps).toBe(0);
    expect(ns.bytesTotal).toBe(0);
  });

  it("knows the size of a recording that contains it", async () => {
    const { ns } = await played("recording", 0);
    expect([ns.bytesTotal, ns.liveDelay]).toStrictEqual([0, 0]);
    const metadata = { duration: 3, filesize: 123_456 };
    flash.current.bench.gateway.emit({ type: "data", server: 0, stream: 1, handler: "onMetaData", args: [metadata] });
    await vi.waitFor(() => expect(ns.bytesTotal).toBe(123_456));
  });

  it("has a volume, also for players that are opened later", async () => {
    fakePlayers();
    const nc: Any = new NetConnection();
    const ns: Any = new NetStream(nc);
    expect(ns.soundTransform).toStrictEqual(new SoundTransform(1, 0));
    const sound = ns.soundTransform;
    sound.volume = 0.25;
    expect(ns.soundTransform.volume).toBe(1);
    ns.soundTransform = sound;
    nc.connect(A);
    ns.play("show", -1);
    await vi.waitFor(() => expect(FakePlayer.last?.video?.volume).toBe(0.25));
    ns.soundTransform = new SoundTransform(7);
    expect(FakePlayer.last.video.volume).toBe(1);
  });

  it("has the methods of ActionScript 3 for frames and for its end", async () => {
    const { ns } = await played("show", -1);
    ns.receiveVideoFPS(0);
    ns.dispose();
    await vi.waitFor(() => expect(flash.current.bench.requestTypes).toContain("closeStream"));
    expect(flash.current.bench.gateway.requests).toContainEqual(
      expect.objectContaining({ type: "receive", video: false }),
    );
  });
});

describe("NetStream.info", () => {
  it("describes a played stream", async () => {
    fakePlayers();
    const { ns } = await played("show", -1);
    await vi.waitFor(() => expect(ns.info.metaData).toMatchObject({ width: 256 }));
    const now = vi.spyOn(performance, "now").mockReturnValue(1e6);
    const { byteCount } = ns.info;
    FakePlayer.last.become({ droppedFrames: 3, buffered: 0.5 });
    now.mockReturnValue(1e6 + 1000);
    flash.current.bench.gateway.plays.advance(1000);
    await vi.waitFor(() => expect(ns.bytesLoaded).toBeGreaterThan(byteCount + 1000));
    const { info } = ns;
    expect(info).toMatchObject({
      ...{ isLive: true, resourceName: "show", uri: A, droppedFrames: 3 },
      ...{ videoBufferLength: 0.5, audioBufferLength: 0.5, byteCount: ns.bytesLoaded },
    });
    expect(info.currentBytesPerSecond).toBe(info.byteCount - byteCount);
  });

  it("describes a published stream, and none", async () => {
    const nc: Any = new NetConnection();
    const ns: Any = new NetStream(nc);
    expect(ns.info).toMatchObject({ byteCount: 0, resourceName: "", uri: "", metaData: null });
    nc.connect(A);
    ns.publish("cast");
    await vi.waitFor(() => expect(ns.info.resourceName).toBe("cast"));
    const now = vi.spyOn(performance, "now").mockReturnValue(1e6);
    vi.spyOn(PublishedStream.prototype, "stats", "get").mockReturnValue({ sentBytes: 500, dropped: 2 } as Any);
    expect(ns.info).toMatchObject({ byteCount: 500, droppedFrames: 2, isLive: true, uri: A });
    vi.spyOn(PublishedStream.prototype, "stats", "get").mockReturnValue({ sentBytes: 700, dropped: 2 } as Any);
    now.mockReturnValue(1e6 + 1000);
    expect(ns.info.currentBytesPerSecond).toBe(200);
  });
});

describe("a rate", () => {
  it("is that of the last second, and has a new beginning with a smaller number", () => {
    const rate = new Rate();
    expect(rate.perSecond).toBe(0);
    for (const [ms, total] of [
      [0, 0],
      [500, 5],
      [1000, 25],
      [1500, 45],
    ] as const) {
      rate.add(ms, total);
    }
    expect(rate.perSecond).toBe(40);
    rate.add(1600, 2);
    expect(rate.perSecond).toBe(0);
    rate.add(1700, 5);
    expect(rate.perSecond).toBe(30);
  });
});

describe("NetConnection", () => {
  it("has the protocol of its server", async () => {
    const nc: Any = new NetConnection();
    expect([nc.protocol, nc.usingTLS]).toStrictEqual(["", false]);
    nc.connect("rtmps://a.example/live");
    await vi.waitFor(() => expect(nc.connected).toBe(true));
    expect([nc.protocol, nc.usingTLS]).toStrictEqual(["rtmps", true]);
    nc.close();
    expect(nc.usingTLS).toBe(false);
  });

  it("offers an object encoding to its server", async () => {
    const connect = () => flash.current.bench.gateway.requests[0];
    const nc: Any = new NetConnection();
    expect(nc.objectEncoding).toBe(ObjectEncoding.AMF0);
    nc.connect(A);
    await vi.waitFor(() => expect(nc.connected).toBe(true));
    expect(connect()).not.toHaveProperty("properties");
    nc.objectEncoding = ObjectEncoding.AMF3;
    nc.connect(A);
    await vi.waitFor(() => expect(nc.connected).toBe(true));
    expect(connect()).toMatchObject({ properties: { objectEncoding: 3 } });
    NetConnection.defaultObjectEncoding = ObjectEncoding.AMF3;
    expect([new NetConnection().objectEncoding, NetConnection.defaultObjectEncoding]).toStrictEqual([3, 3]);
    NetConnection.defaultObjectEncoding = ObjectEncoding.DEFAULT;
    expect(new NetConnection().objectEncoding).toBe(0);
  });
});
