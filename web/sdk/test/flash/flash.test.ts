import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { FakeRooms } from "../../../fake-gateway/fake-rooms.ts";
import { Camera } from "../../src/flash/camera.ts";
import { MultiConnection, Responder, trace } from "../../src/flash/index.ts";
import { Microphone } from "../../src/flash/microphone.ts";
import { FakeVideoEncoder, stubCodecs, stubTracks } from "../support/fake-codecs.ts";
import { FlashBench } from "../support/flash-bench.ts";

let flash: FlashBench;
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.open(),
}));

beforeEach(() => {
  flash = new FlashBench();
  MultiConnection.gateway = "ws://gateway.example/v1";
});

afterEach(async () => {
  await flash.close();
  MultiConnection.servers = {};
  vi.restoreAllMocks();
});

const A = "rtmp://server1.com/test";
const B = "rtmp://server2.com/test";

/** An object that takes any handler, as old code sees it. */
// biome-ignore lint/suspicious/noExplicitAny: as ActionScript 2
type Any = any;

const made = (): Any => new MultiConnection();

/** A connected one. */
async function connected(): Promise<Any> {
  const mc = made();
  mc.connect([A, B]);
  await vi.waitFor(() => expect(mc.isConnected).toBe(true));
  return mc;
}

describe("the code of 2004", () => {
  it("runs as it stands", async () => {
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
    expect(flash.bench.gateway.requests).toMatchObject([
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

  /** What onStatus hears of a connect to a room. */
  async function heard(room: string, last: string): Promise<Any> {
    flash.options = { rooms: new FakeRooms({ chat: directory }) };
    const mc = made();
    const codes: string[] = [];
    mc.onStatus = (info: Any) => codes.push(`${info.server ?? "all"} ${info.code}`);
    mc.connect({ room, user: "Foo" });
    await vi.waitFor(() => expect(codes.at(-1)).toBe(last));
    return { mc, codes };
  }

  it("is connected as servers are", async () => {
    const { mc, codes } = await heard("lobby", "all NetConnection.Setup.Success");
    expect(codes).toStrictEqual([
      "all NetConnection.Connect.Accepted",
      `${lobby.servers[0]} NetConnection.Connect.Success`,
      "all NetConnection.Setup.Success",
    ]);
    expect(mc.urls).toStrictEqual(lobby.servers);
    expect(flash.bench.gateway.requests[0]).toMatchObject({ room: "lobby", user: "Foo" });
  });

  it("says no once", async () => {
    const { codes } = await heard("nowhere", "all NetConnection.Connect.Rejected");
    await flash.bench.mc.closed;
    expect(codes).toHaveLength(1);
  });
});

describe("handlers", () => {
  it("get what came before they were assigned, in its order", async () => {
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

  it("that throw are told and harm nothing", async () => {
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

  it("may be listeners, and are told what waited", async () => {
    const mc = await connected();
    const listener = vi.fn();
    mc.addEventListener("netStatus", listener);
    await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(3));
    expect(listener.mock.calls[2]?.[0]).toMatchObject({ type: "netStatus", target: mc });
    mc.removeEventListener("netStatus", listener);
    mc.ncClose();
    expect(listener).toHaveBeenCalledTimes(3);
  });

  it("wait for no more than their bound, newest kept", async () => {
    const mc = await connected();
    for (let i = 0; i < 200; i++) {
      flash.bench.gateway.news({ type: "status", info: { level: "status", code: `N.${i}`, description: "" } });
    }
    const heard = vi.fn();
    await vi.waitFor(() => expect(flash.bench.mc.servers).toHaveLength(2));
    await new Promise((resolve) => setImmediate(resolve));
    mc.onStatus = (info: Any) => heard(info.code);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(128));
    expect(heard).toHaveBeenLastCalledWith("N.199");
  });

  it("answer calls of servers, but no method of ours does", async () => {
    const mc = made();
    mc.greet = (name: string) => `hello ${name}`;
    mc.connect([A]);
    mc.late = function (this: unknown) {
      return this === mc;
    };
    expect(flash.handlers.get("greet")?.({ server: 0, method: "greet", args: ["you"], answerable: true })).toBe(
      "hello you",
    );
    expect(flash.handlers.get("late")?.({ server: 0, method: "late", args: [], answerable: true })).toBe(true);
    expect([...flash.handlers.keys()]).toStrictEqual(["greet", "late"]);
    mc.greet = undefined;
    expect(() => flash.handlers.get("greet")?.({ server: 0, method: "greet", args: [], answerable: true })).toThrow(
      "Method not found",
    );
  });
});

describe("connect", () => {
  it("says that the gateway is not there", async () => {
    flash.options = { unreachable: true };
    const mc = made();
    const heard = vi.fn();
    mc.onStatus = heard;
    mc.connect([A]);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ level: "error", code: "NetConnection.Setup.Failed" });
  });

  it("says once that the setup failed, and may be asked again", async () => {
    const mc = made();
    const codes: string[] = [];
    mc.onStatus = ({ code }: Any) => codes.push(code);
    mc.connect(["rtmp://refuse.example/live"]);
    await vi.waitFor(() => expect(codes).toHaveLength(2));
    mc.connect([A], "user");
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetConnection.Setup.Success"));
    expect(codes.filter((code) => code === "NetConnection.Setup.Failed")).toHaveLength(1);
    expect(flash.bench.gateway.requests[0]).toMatchObject({ args: ["user"] });
  });

  it("goes where the servers of old code are now", async () => {
    MultiConnection.servers = { [A]: "rtmp://new.example/test" };
    const mc = await connected();
    expect(flash.bench.gateway.requests[0]).toMatchObject({ servers: ["rtmp://new.example/test", B] });
    expect(mc.urls).toStrictEqual([A, B]);
  });

  it("does not notice that the gateway was away", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0);
    flash.options = { holdMs: 30_000, reconnect: {} };
    const mc = await connected();
    mc.publish("webCastName", "live");
    await vi.waitFor(() => expect(flash.bench.asked).toContain("publish"));
    const heard = vi.fn();
    mc.onStatus = ({ code }: Any) => heard(code);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(3));
    heard.mockClear();
    const back = new Promise((resolve) =>
      flash.bench.mc.on("link", ({ state }) => state === "connected" && resolve(state)),
    );
    flash.bench.socket.connection?.end();
    flash.bench.socket.end(1006);
    await back;
    expect(flash.bench.asked).toStrictEqual(["connect", "createStream", "publish"]);
    expect(mc.isConnected).toBe(true);
    expect(heard).not.toHaveBeenCalled();
  });

  it("tells of the end, and of a loss as an error", async () => {
    const mc = await connected();
    const heard = vi.fn();
    mc.onStatus = ({ level, code }: Any) => heard(level, code);
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(3));
    flash.bench.socket.end(1006);
    await vi.waitFor(() => expect(heard).toHaveBeenLastCalledWith("error", "NetConnection.Connect.Closed"));
    expect(mc.isConnected).toBe(false);
    mc.connect([A]);
    await vi.waitFor(() => expect(mc.isConnected).toBe(true));
    mc.ncClose();
    expect(heard).toHaveBeenLastCalledWith("status", "NetConnection.Connect.Closed");
  });
});

describe("publish", () => {
  it("may be asked before connect, and sends what was sent in the same turn", async () => {
    const mc = made();
    mc.publish("show", "record");
    expect(mc.nsSend("onCue", 1, ["two"])).toBe(true);
    mc.connect([A]);
    await vi.waitFor(() => expect(flash.bench.asked).toStrictEqual(["connect", "createStream", "publish", "send"]));
    expect(flash.bench.gateway.requests[2]).toMatchObject({ name: "show", mode: "record" });
    expect(flash.bench.gateway.requests[3]).toMatchObject({ handler: "onCue", args: [1, ["two"]] });
    expect(mc.nsTime()).toBe(0);
  });

  it("ends, and begins again under another name", async () => {
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
    expect(flash.bench.asked.filter((type) => type === "closeStream")).toHaveLength(2);
  });

  it("says why it fails, once, and works the next time", async () => {
    const mc = made();
    mc.connect(["rtmp://badkey.example/live"]);
    const codes: string[] = [];
    mc.nsStatus = ({ code }: Any) => codes.push(code);
    mc.publish("show");
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetStream.Publish.BadName", "NetStream.Publish.Failed"]));
  });

  it("fails with the connection", async () => {
    const mc = made();
    const heard = vi.fn();
    mc.nsStatus = heard;
    mc.connect(["rtmp://down.example/live"]);
    mc.publish("show");
    await vi.waitFor(() => expect(heard).toHaveBeenCalledOnce());
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ level: "error", code: "NetStream.Publish.Failed" });
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

  it("goes on without a microphone that is not allowed", async () => {
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
    const heard = vi.fn();
    microphone.onStatus = heard;
    mc.attachAudio(microphone);
    mc.publish("show");
    await vi.waitFor(() => expect(flash.bench.asked).toContain("publish"));
    expect(heard.mock.calls[0]?.[0]).toMatchObject({ code: "Microphone.Muted" });
    expect(microphone.muted).toBe(true);
    vi.unstubAllGlobals();
  });
});

describe("shared objects", () => {
  it("take writes at any depth before they are there, and after", async () => {
    const mc = made();
    const so = mc.sharedObjectSetup("info_so", true);
    expect(mc.setSoValue("info_so.data.user.name", "Foo")).toBe(true);
    expect(mc.getSoValue("info_so.data.user.name")).toBe("Foo");
    expect(mc.setSoValue("other_so.data.x", 1)).toBe(false);
    mc.connect([A]);
    await vi.waitFor(() => expect(flash.sharedObjects.get("info_so")?.data).toStrictEqual({ user: { name: "Foo" } }));
    so.data.user.age = 40;
    so.data.list = [1, 2];
    so.data.list[1] = 3;
    mc.setSoValue("info_so.data.user.name", null);
    expect(flash.sharedObjects.get("info_so")?.data).toStrictEqual({ user: { age: 40 }, list: [1, 3] });
    expect(Object.keys(mc.info_so.data)).toStrictEqual(["user", "list"]);
    expect(JSON.stringify(so.data)).toBe('{"user":{"age":40},"list":[1,3]}');
    expect(mc.getSoValue("info_so.data")).toStrictEqual({ user: { age: 40 }, list: [1, 3] });
    delete so.data.list;
    expect("list" in so.data).toBe(false);
    expect(so.getSize()).toBe('{"user":{"age":40}}'.length);
    expect(() => {
      so.data = {};
    }).toThrow(TypeError);
  });

  it("tell of their changes under their name, whenever somebody listens", async () => {
    const mc = await connected();
    mc.sharedObjectSetup("info_so", false);
    expect(mc.info_so_sync()).toBeUndefined();
    await vi.waitFor(() => expect(flash.sharedObjects.has("info_so")).toBe(true));
    mc.setSoValue("info_so.data.a", 1);
    mc.setSoValue("info_so.data.a", 2);
    await new Promise((resolve) => setImmediate(resolve));
    const lists: unknown[] = [];
    mc.info_so_sync = (list: unknown) => lists.push(list);
    await vi.waitFor(() => expect(lists.length).toBeGreaterThanOrEqual(2));
    expect(lists.at(-1)).toStrictEqual([{ code: "success", name: "a", oldValue: 1 }]);
  });

  it("call the handlers of their messages", async () => {
    const mc = await connected();
    const so = mc.sharedObjectSetup("chat");
    const said = vi.fn();
    so.send("say", "hello", 2);
    await new Promise((resolve) => setImmediate(resolve));
    so.say = said;
    await vi.waitFor(() => expect(said).toHaveBeenCalledWith("hello", 2));
    so.send("close");
    await new Promise((resolve) => setImmediate(resolve));
    expect(flash.sharedObjects.get("chat")?.close).not.toHaveBeenCalled();
  });
});

describe("callRemote", () => {
  it("calls back for each server that gives a result, and tells of the others", async () => {
    const mc = await connected();
    flash.answers = [
      { server: 0, outcome: "result", value: 3 },
      { server: 1, outcome: "timeout", text: "no answer within 10000 ms" },
    ];
    const [results, statuses] = [vi.fn(), vi.fn()];
    mc.onStatus = statuses;
    mc.callRemote("add", results, "all", 1, 2);
    await vi.waitFor(() => expect(results).toHaveBeenCalledWith(3, A));
    expect(results).toHaveBeenCalledOnce();
    expect(statuses.mock.calls.at(-1)?.[0]).toMatchObject({
      code: "NetConnection.Call.Failed",
      description: "no answer within 10000 ms",
      server: B,
    });
    expect(flash.called).toStrictEqual([["add", [1, 2], { on: "all" }]]);
  });

  it.each([
    [undefined, "all"],
    ["first", "first"],
    [B, 1],
    [0, 0],
  ])("to %s asks %s", async (server, on) => {
    const mc = await connected();
    mc.callRemote("f", null, server);
    await vi.waitFor(() => expect(flash.called).toStrictEqual([["f", [], { on }]]));
  });

  it("hands failures to a responder", async () => {
    const mc = await connected();
    flash.answers = [{ server: 1, outcome: "error", value: { code: "Mine", level: "error", description: "no" } }];
    const status = vi.fn();
    mc.callRemote("f", new Responder(vi.fn(), status), B);
    await vi.waitFor(() =>
      expect(status.mock.calls[0]?.[0]).toMatchObject({ code: "Mine", description: "no", server: B }),
    );
    mc.callRemote("f", { onStatus: status }, "rtmp://nobody/x");
    await vi.waitFor(() => expect(status).toHaveBeenCalledTimes(2));
    expect(status.mock.calls[1]?.[0].description).toContain('expected "all", "first"');
  });
});

describe("trace", () => {
  it("writes to the console and tells the window", () => {
    const [log, told] = [vi.spyOn(console, "log").mockImplementation(() => {}), vi.fn()];
    vi.stubGlobal("dispatchEvent", (event: CustomEvent) => told(event.type, event.detail));
    trace("a", 1, undefined);
    expect(log).toHaveBeenCalledWith("a", 1, undefined);
    expect(told).toHaveBeenCalledWith("trace", "a 1 undefined");
    vi.unstubAllGlobals();
  });
});
