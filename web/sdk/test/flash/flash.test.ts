import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { FakeRooms } from "../../../fake-gateway/fake-rooms.ts";
import { Camera } from "../../src/flash/camera.ts";
import { MultiConnection } from "../../src/flash/index.ts";
import { Microphone } from "../../src/flash/microphone.ts";
import { PublishedStream } from "../../src/publish/published-stream.ts";
import { stubAudio, stubDevices } from "../support/fake-audio.ts";
import { FakeVideoEncoder, stubCodecs, stubTracks } from "../support/fake-codecs.ts";
import { A, type Any, B, connected, useFlashBench } from "../support/flash-bench.ts";

const flash = useFlashBench();
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.current.open(),
}));

const made = (): Any => new MultiConnection();

describe("code of 2004", () => {
  it("runs unchanged", async () => {
    const code = readFileSync(new URL("../../../studio/public/flash/article.js", import.meta.url), "utf8");
    const traced: string[] = [];
    const context = { MultiConnection, Microphone, trace: (text: string) => traced.push(text) } as Any;
    runInNewContext(code, context);
    await vi.waitFor(() => expect(traced.filter((text) => text === "NetStream.Publish.Start")).toHaveLength(3));
    await vi.waitFor(() => expect(traced).toContain("so synced"));
    expect(traced.filter((text) => text.startsWith("NetConnection"))).toStrictEqual([
      "NetConnection.Connect.Success",
      "NetConnection.Connect.Success",
      "NetConnection.Setup.Success",
    ]);
    expect(flash.current.bench.gateway.requests).toMatchObject([
      { type: "connect", servers: [A, B] },
      { type: "createStream" },
      { type: "publish", name: "webCastName", mode: "live" },
    ]);
    expect(context.mc.info_so.persistent).toBe(true);
  });
});

describe("a room", () => {
  const lobby = { id: "lobby", servers: ["rtmp://a.example/chat/lobby"], capacity: 1 };
  const directory = { master: "rtmp://master.example/rooms", state: "current" as const, malformed: 0, rooms: [lobby] };

  /** Connects to a room and records the statuses that onStatus receives. */
  async function received(room: string, last: string): Promise<Any> {
    flash.current.options = { rooms: new FakeRooms({ chat: directory }) };
    const mc = made();
    const codes: string[] = [];
    mc.onStatus = (info: Any) => codes.push(`${info.server ?? "all"} ${info.code}`);
    mc.connect({ room, user: "Foo" });
    await vi.waitFor(() => expect(codes.at(-1)).toBe(last));
    return { mc, codes };
  }

  it("connects like servers", async () => {
    const { mc, codes } = await received("lobby", "all NetConnection.Setup.Success");
    expect(codes).toStrictEqual([
      "all NetConnection.Connect.Accepted",
      `${lobby.servers[0]} NetConnection.Connect.Success`,
      "all NetConnection.Setup.Success",
    ]);
    expect(mc.urls).toStrictEqual(lobby.servers);
    expect(flash.current.bench.gateway.requests[0]).toMatchObject({ room: "lobby", user: "Foo" });
  });

  it("reports a rejection once", async () => {
    const { codes } = await received("nowhere", "all NetConnection.Connect.Rejected");
    await flash.current.bench.mc.closed;
    expect(codes).toHaveLength(1);
  });
});

describe("handlers", () => {
  it("receive earlier messages when they are assigned, in order", async () => {
    const mc = await connected();
    const codes: string[] = [];
    mc.onStatus = (info: Any) => codes.push(`${info.server ?? "all"} ${info.code}`);
    expect(codes).toStrictEqual([]);
    await vi.waitFor(() =>
      expect(codes).toStrictEqual([
        `${A} NetConnection.Connect.Success`,
        `${B} NetConnection.Connect.Success`,
        "all NetConnection.Setup.Success",
      ]),
    );
  });

  it("that throw are reported, and others continue", async () => {
    vi.stubGlobal("reportError", vi.fn());
    const mc = made();
    mc.onStatus = () => {
      throw new Error("mine");
    };
    mc.connect([A]);
    await vi.waitFor(() => expect(mc.isConnected).toBe(true));
    expect(reportError).toHaveBeenCalledTimes(2);
    mc.onStatus = undefined;
    vi.unstubAllGlobals();
  });

  it("may be listeners, which receive waiting messages", async () => {
    const mc = await connected();
    const listener = vi.fn();
    mc.addEventListener("netStatus", listener);
    await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(3));
    expect(listener.mock.calls[2]?.[0]).toMatchObject({ type: "netStatus", target: mc });
    mc.removeEventListener("netStatus", listener);
    mc.ncClose();
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it("have a bounded queue that keeps the newest messages", async () => {
    const mc = await connected();
    for (let i = 0; i < 200; i++) {
      flash.current.bench.gateway.emit({ type: "status", info: { level: "status", code: `N.${i}`, description: "" } });
    }
    const received = vi.fn();
    await vi.waitFor(() => expect(flash.current.bench.mc.servers).toHaveLength(2));
    await new Promise((resolve) => setImmediate(resolve));
    mc.onStatus = (info: Any) => received(info.code);
    await vi.waitFor(() => expect(received).toHaveBeenCalledTimes(128));
    expect(received).toHaveBeenLastCalledWith("N.199");
  });

  it("answer calls of servers, which cannot call internal methods", async () => {
    const mc = made();
    mc.greet = (name: string) => `hello ${name}`;
    mc.connect([A]);
    mc.late = function (this: unknown) {
      return this === mc;
    };
    expect(flash.current.handlers.get("greet")?.({ server: 0, method: "greet", args: ["you"], answerable: true })).toBe(
      "hello you",
    );
    expect(flash.current.handlers.get("late")?.({ server: 0, method: "late", args: [], answerable: true })).toBe(true);
    expect([...flash.current.handlers.keys()]).toStrictEqual(["greet", "late"]);
    mc.greet = undefined;
    expect(() =>
      flash.current.handlers.get("greet")?.({ server: 0, method: "greet", args: [], answerable: true }),
    ).toThrow("Method not found");
  });
});

describe("connect", () => {
  it("reports a gateway that cannot be reached", async () => {
    flash.current.options = { unreachable: true };
    const mc = made();
    const received = vi.fn();
    mc.onStatus = received;
    mc.connect([A]);
    await vi.waitFor(() => expect(received).toHaveBeenCalledOnce());
    expect(received.mock.calls[0]?.[0]).toMatchObject({ level: "error", code: "NetConnection.Setup.Failed" });
  });

  it("reports a failed setup once, and can be called again", async () => {
    const mc = made();
    const codes: string[] = [];
    mc.onStatus = ({ code }: Any) => codes.push(code);
    mc.connect(["rtmp://refuse.example/live"]);
    await vi.waitFor(() => expect(codes).toHaveLength(2));
    mc.connect([A], "user");
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetConnection.Setup.Success"));
    expect(codes.filter((code) => code === "NetConnection.Setup.Failed")).toHaveLength(1);
    expect(flash.current.bench.gateway.requests[0]).toMatchObject({ args: ["user"] });
  });

  it("uses the present URLs of servers", async () => {
    MultiConnection.servers = { [A]: "rtmp://new.example/test" };
    const mc = await connected();
    expect(flash.current.bench.gateway.requests[0]).toMatchObject({ servers: ["rtmp://new.example/test", B] });
    expect(mc.urls).toStrictEqual([A, B]);
  });

  it("uses the host of the page for URLs without one", async () => {
    vi.stubGlobal("location", { hostname: "www.example" });
    onTestFinished(() => void vi.unstubAllGlobals());
    const mc = made();
    mc.connect(["rtmp:/chat/room", "rtmps:/chat", B]);
    await vi.waitFor(() => expect(mc.isConnected).toBe(true));
    expect(flash.current.bench.gateway.requests[0]).toMatchObject({
      servers: ["rtmp://www.example/chat/room", "rtmps://www.example/chat", B],
    });
    expect(mc.urls[0]).toBe("rtmp:/chat/room");
  });

  it("waits as long as the page wants for servers that keep clients pending", async () => {
    await connected();
    expect(flash.current.bench.gateway.requests[0]).not.toHaveProperty("timeout");
    MultiConnection.timeout = 60_000;
    try {
      await connected();
      expect(flash.current.bench.gateway.requests[0]).toMatchObject({ timeout: 60_000 });
    } finally {
      MultiConnection.timeout = undefined;
    }
  });

  it("continues after an outage of the link", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    flash.current.options = { holdMs: 30_000, reconnect: {} };
    const mc = await connected();
    mc.publish("webCastName", "live");
    await vi.waitFor(() => expect(flash.current.bench.requestTypes).toContain("publish"));
    const received = vi.fn();
    mc.onStatus = ({ code }: Any) => received(code);
    await vi.waitFor(() => expect(received).toHaveBeenCalledTimes(3));
    received.mockClear();
    const back = new Promise((resolve) =>
      flash.current.bench.mc.on("link", ({ state }) => state === "connected" && resolve(state)),
    );
    flash.current.bench.socket.connection?.end();
    flash.current.bench.socket.end(1006);
    await back;
    expect(flash.current.bench.requestTypes).toStrictEqual(["connect", "createStream", "publish"]);
    expect(mc.isConnected).toBe(true);
    expect(received).not.toHaveBeenCalled();
  });

  it("reports the end, and a loss as an error", async () => {
    const mc = await connected();
    const received = vi.fn();
    mc.onStatus = ({ level, code }: Any) => received(level, code);
    await vi.waitFor(() => expect(received).toHaveBeenCalledTimes(3));
    flash.current.bench.socket.end(1006);
    await vi.waitFor(() => expect(received).toHaveBeenLastCalledWith("error", "NetConnection.Connect.Closed"));
    expect(mc.isConnected).toBe(false);
    mc.connect([A]);
    await vi.waitFor(() => expect(mc.isConnected).toBe(true));
    mc.ncClose();
    expect(received).toHaveBeenLastCalledWith("status", "NetConnection.Connect.Closed");
  });
});

describe("publish", () => {
  it("may be called before connect, and sends messages of the same task", async () => {
    const mc = made();
    mc.publish("show", "record");
    expect(mc.nsSend("onCue", 1, ["two"])).toBe(true);
    mc.connect([A]);
    await vi.waitFor(() =>
      expect(flash.current.bench.requestTypes).toStrictEqual(["connect", "createStream", "publish", "send"]),
    );
    expect(flash.current.bench.gateway.requests[2]).toMatchObject({ name: "show", mode: "record" });
    expect(flash.current.bench.gateway.requests[3]).toMatchObject({ handler: "onCue", args: [1, ["two"]] });
    expect(mc.nsTime()).toBe(0);
  });

  it("ends, and restarts under another name", async () => {
    const mc = await connected();
    const codes: string[] = [];
    mc.nsStatus = ({ code }: Any) => codes.push(code);
    mc.publish("one");
    await vi.waitFor(() => expect(codes).toHaveLength(3));
    mc.publish("two");
    await vi.waitFor(() => expect(codes).toHaveLength(7));
    expect(codes[3]).toBe("NetStream.Unpublish.Success");
    mc.nsClose();
    await vi.waitFor(() => expect(codes).toHaveLength(8));
    expect(mc.nsSend("late")).toBe(false);
    expect(flash.current.bench.requestTypes.filter((type) => type === "closeStream")).toHaveLength(2);
  });

  it("reports a failure once, and works the next time", async () => {
    const mc = made();
    mc.connect(["rtmp://badkey.example/live"]);
    const codes: string[] = [];
    mc.nsStatus = ({ code }: Any) => codes.push(code);
    mc.publish("show");
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetStream.Publish.BadName", "NetStream.Publish.Failed"]));
  });

  it("fails with the connection", async () => {
    const mc = made();
    const received = vi.fn();
    mc.nsStatus = received;
    mc.connect(["rtmp://down.example/live"]);
    mc.publish("show");
    await vi.waitFor(() => expect(received).toHaveBeenCalledOnce());
    expect(received.mock.calls[0]?.[0]).toMatchObject({ level: "error", code: "NetStream.Publish.Failed" });
  });

  it("follows the bandwidth of its camera", async () => {
    vi.useFakeTimers();
    stubCodecs();
    onTestFinished(() => {
      vi.useRealTimers();
      vi.unstubAllGlobals();
    });
    const track = Object.assign(new EventTarget(), stubTracks().video);
    vi.stubGlobal("navigator", { mediaDevices: { getUserMedia: async () => ({ getVideoTracks: () => [track] }) } });
    const mc = made();
    mc.connect([A]);
    const camera: Any = Camera.get();
    camera.setQuality(100_000, 0);
    mc.attachVideo(camera);
    mc.publish("show");
    await vi.advanceTimersByTimeAsync(1200);
    expect(FakeVideoEncoder.last?.config).toMatchObject({ bitrate: 800_000 });
    camera.setQuality(50_000, 0);
    await vi.advanceTimersByTimeAsync(1);
    expect(FakeVideoEncoder.last?.config).toMatchObject({ bitrate: 400_000 });
    mc.nsClose();
    await vi.advanceTimersByTimeAsync(10);
    camera.setQuality(60_000, 0);
    await vi.advanceTimersByTimeAsync(10);
    expect(FakeVideoEncoder.last?.config).toMatchObject({ bitrate: 400_000 });
  });

  it("applies the gain of its microphone, also when it changes", async () => {
    stubCodecs();
    stubTracks();
    stubAudio();
    stubDevices({ audioinput: ["Built-in"] });
    onTestFinished(() => void vi.unstubAllGlobals());
    const attach = vi.spyOn(PublishedStream.prototype, "attach").mockReturnValue();
    const mc = await connected();
    const microphone: Any = Microphone.get(7);
    mc.attachAudio(microphone);
    mc.publish("show");
    await vi.waitFor(() => expect(flash.current.bench.requestTypes).toContain("publish"));
    microphone.setGain(80);
    await vi.waitFor(() => expect(attach).toHaveBeenCalledOnce());
    expect(attach.mock.calls[0]?.[0]).toMatchObject({ audio: { label: "with gain" } });
    microphone.setGain(90);
    mc.nsClose();
    await vi.waitFor(() => expect(flash.current.bench.requestTypes).toContain("closeStream"));
    expect(attach).toHaveBeenCalledOnce();
  });

  it("continues without a microphone that is not allowed", async () => {
    vi.stubGlobal("navigator", {
      mediaDevices: { getUserMedia: () => Promise.reject(new DOMException("no", "NotAllowedError")) },
    });
    const mc = await connected();
    const microphone: Any = Microphone.get(3);
    vi.stubGlobal("navigator", {
      mediaDevices: {
        enumerateDevices: async () => [],
        getUserMedia: () => Promise.reject(new DOMException("no", "NotAllowedError")),
      },
    });
    expect(Microphone.get(3)).toBe(microphone);
    const received = vi.fn();
    microphone.onStatus = received;
    mc.attachAudio(microphone);
    mc.publish("show");
    await vi.waitFor(() => expect(flash.current.bench.requestTypes).toContain("publish"));
    expect(received.mock.calls[0]?.[0]).toMatchObject({ code: "Microphone.Muted" });
    expect(microphone.muted).toBe(true);
    vi.unstubAllGlobals();
  });
});
