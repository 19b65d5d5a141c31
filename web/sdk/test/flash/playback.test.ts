import { describe, expect, it, vi } from "vitest";
import { MultiConnection, NetConnection, NetStream, Responder, SharedObject } from "../../src/flash/index.ts";
import { type Any, useFlashBench } from "../support/flash-bench.ts";
import { clock } from "../support/media.ts";

const flash = useFlashBench({ media: clock() });
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.current.open(),
}));

const A = "rtmp://a.example/live";

/** Returns a connected NetConnection and the status codes that it received. */
async function connected(url = A): Promise<{ nc: Any; codes: string[] }> {
  const nc: Any = new NetConnection();
  const codes: string[] = [];
  nc.onStatus = ({ code }: Any) => codes.push(code);
  expect(nc.connect(url)).toBe(true);
  await vi.waitFor(() => expect(nc.isConnected).toBe(true));
  return { nc, codes };
}

/** Returns a stream on a connection and the status codes that it received. */
async function streamed(url = A): Promise<{ nc: Any; ns: Any; codes: string[] }> {
  const { nc } = await connected(url);
  const ns: Any = new NetStream(nc);
  const codes: string[] = [];
  ns.onStatus = ({ code }: Any) => codes.push(code);
  return { nc, ns, codes };
}

const asked = (type: string) => flash.current.bench.gateway.requests.filter((request) => request.type === type);

describe("NetConnection", () => {
  it("emits the statuses of its server once, without merged ones", async () => {
    const { nc, codes } = await connected();
    expect(codes).toStrictEqual(["NetConnection.Connect.Success"]);
    expect([nc.uri, nc.connected]).toStrictEqual([A, true]);
    expect(flash.current.bench.gateway.requests[0]).toMatchObject({ type: "connect", servers: [A] });
    nc.close();
    expect(nc.isConnected).toBe(false);
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetConnection.Connect.Closed"));
  });

  it("reports an unreachable gateway as Flash reported a server", async () => {
    flash.current.options = { unreachable: true };
    const nc: Any = new NetConnection();
    const status = vi.fn();
    nc.addEventListener("netStatus", status);
    nc.connect(A);
    await vi.waitFor(() => expect(status).toHaveBeenCalledOnce());
    expect(status.mock.calls[0]?.[0].info).toMatchObject({ code: "NetConnection.Connect.Failed", level: "error" });
  });

  it("is not connected after its server is lost", async () => {
    const { nc, codes } = await connected();
    const info = { level: "error", code: "NetConnection.Connect.Closed", description: "lost" } as const;
    flash.current.bench.gateway.emit({ type: "status", server: 0, info });
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetConnection.Connect.Closed"));
    expect(nc.isConnected).toBe(false);
  });

  it("rejects local playback", () => {
    const nc: Any = new NetConnection();
    nc.onStatus = vi.fn();
    expect(nc.connect(null)).toBe(false);
    expect(nc.onStatus).toHaveBeenCalledWith(expect.objectContaining({ code: "NetConnection.Connect.Failed" }));
  });

  it("calls methods with callbacks of both language versions", async () => {
    const { nc, codes } = await connected();
    flash.current.answers = [{ server: 0, outcome: "result", value: 3 }];
    const [two, three, plain] = [{ onResult: vi.fn() }, vi.fn(), vi.fn()];
    nc.call("add", two, 1, 2);
    nc.call("add", new Responder(three), 1, 2);
    nc.call("add", plain, 1, 2);
    nc.call("note", null, "x");
    await vi.waitFor(() => expect(flash.current.called).toHaveLength(4));
    expect(two.onResult).toHaveBeenCalledWith(3, A);
    expect(three).toHaveBeenCalledWith(3, A);
    expect(plain).toHaveBeenCalledWith(3, A);
    expect(flash.current.called.at(-1)).toStrictEqual(["note", ["x"], { on: 0 }]);
    flash.current.answers = [{ server: 0, outcome: "timeout", text: "no answer within 10000 ms" }];
    nc.call("add", two);
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetConnection.Call.Failed"));
  });

  it("reports errors of a call to a Responder, or as a status without its function", async () => {
    const { nc, codes } = await connected();
    flash.current.answers = [{ server: 0, outcome: "error", value: { code: "No.Sum", level: "error" } }];
    const [result, status] = [vi.fn(), vi.fn()];
    nc.call("add", new Responder(result, status), 1);
    await vi.waitFor(() => expect(status).toHaveBeenCalledWith(expect.objectContaining({ code: "No.Sum" }), A));
    nc.call("add", new Responder(result, null), 1);
    await vi.waitFor(() => expect(codes.at(-1)).toBe("No.Sum"));
    flash.current.answers = [{ server: 0, outcome: "result", value: 3 }];
    nc.call("add", new Responder(null, status), 1);
    await vi.waitFor(() => expect(flash.current.called).toHaveLength(3));
    expect([result, status].map((each) => each.mock.calls.length)).toStrictEqual([0, 1]);
  });

  it("answers its server with assigned functions, and with those of its client", async () => {
    const { nc } = await connected();
    nc.sum = (a: number, b: number) => a + b;
    nc.client = { name: "me", whoAmI: () => nc.client.name, ["__proto__"]: null };
    const answer = (method: string, ...args: Any[]) =>
      flash.current.handlers.get(method)?.({ server: 0, method, args, answerable: true });
    expect(answer("sum", 1, 2)).toBe(3);
    expect(answer("whoAmI")).toBe("me");
    expect(flash.current.handlers.has("close")).toBe(false);
  });
});

describe("NetStream", () => {
  it("plays, and emits each status once", async () => {
    const { ns, codes } = await streamed();
    const metadata = vi.fn();
    ns.onMetaData = metadata;
    ns.play("show");
    await vi.waitFor(() => expect(metadata).toHaveBeenCalled());
    expect(codes).toStrictEqual(["NetStream.Play.Start"]);
    expect(asked("play")).toMatchObject([{ name: "show", start: -2, length: -1 }]);
    expect(metadata.mock.calls[0]?.[0]).toMatchObject({ width: 256, videocodecid: 7 });
    flash.current.bench.gateway.plays.advance(1000);
    await vi.waitFor(() => expect(ns.bytesLoaded).toBeGreaterThan(1000));
    expect(ns.time).toBeGreaterThan(0.5);
  });

  it("delivers messages from before its handlers were assigned", async () => {
    const { nc } = await connected();
    const ns: Any = new NetStream(nc);
    ns.play("show", -1);
    await vi.waitFor(() => expect(asked("play")).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve));
    ns.onStatus = vi.fn();
    ns.client = { onMetaData: vi.fn() };
    await vi.waitFor(() => expect(ns.onStatus).toHaveBeenCalled());
    expect(ns.client.onMetaData).toHaveBeenCalled();
  });

  it("reports once why a stream cannot be played", async () => {
    const { ns, codes } = await streamed();
    ns.play("missing");
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetStream.Play.StreamNotFound"]));
    ns.play("show");
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetStream.Play.Start"));
  });

  it("runs operations in order, also from before it is connected", async () => {
    const nc: Any = new NetConnection();
    const ns: Any = new NetStream(nc);
    ns.setBufferTime(2);
    ns.play("show", 0, 3);
    ns.pause();
    ns.seek(1);
    ns.pause();
    ns.receiveAudio(false);
    ns.receiveVideo(0);
    ns.bufferTime = 5;
    nc.connect(A);
    await vi.waitFor(() => expect(asked("bufferTime")).toHaveLength(1));
    expect(flash.current.bench.gateway.requests.slice(2)).toMatchObject([
      { type: "play", name: "show", start: 0, length: 3, buffer: 5 },
      { type: "pause", paused: true },
      { type: "seek", position: 1 },
      { type: "pause", paused: false },
      { type: "receive", audio: false },
      { type: "receive", video: false },
      { type: "bufferTime", buffer: 5 },
    ]);
    expect(ns.bufferTime).toBe(5);
  });

  it("reports the end of a recording, and cue points", async () => {
    const { ns, codes } = await streamed();
    Object.assign(ns, { onPlayStatus: vi.fn(), onCuePoint: vi.fn() });
    ns.play("show", 0);
    await vi.waitFor(() => expect(codes).toContain("NetStream.Play.Stop"));
    expect(codes).toContain("NetStream.Buffer.Flush");
    expect(ns.onPlayStatus).toHaveBeenCalledWith(expect.objectContaining({ code: "NetStream.Play.Complete" }));
    const cue = { name: "chapter", time: 1 };
    flash.current.bench.gateway.emit({ type: "data", server: 0, stream: 1, handler: "onCuePoint", args: [cue] });
    await vi.waitFor(() => expect(ns.onCuePoint).toHaveBeenCalledWith(cue));
  });

  it("publishes, and emits each status once", async () => {
    const { ns, codes } = await streamed();
    ns.publish("cast", "live");
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetStream.Publish.Start"]));
    expect(ns.send("onCue", 1)).toBe(true);
    await vi.waitFor(() => expect(asked("send")).toMatchObject([{ handler: "onCue", args: [1] }]));
    ns.publish(false);
    await vi.waitFor(() => expect(codes.at(-1)).toBe("NetStream.Unpublish.Success"));
  });

  it("reports that its name was refused", async () => {
    const { ns, codes } = await streamed("rtmp://badkey.example/live");
    ns.publish("cast");
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetStream.Publish.BadName"]));
  });

  it("plays or publishes, not both, and closes", async () => {
    const { ns } = await streamed();
    ns.publish("cast");
    await vi.waitFor(() => expect(asked("publish")).toHaveLength(1));
    ns.play("show");
    await vi.waitFor(() => expect(asked("play")).toHaveLength(1));
    expect(asked("closeStream")).toMatchObject([{ stream: 1 }]);
    ns.close();
    await vi.waitFor(() => expect(asked("closeStream")).toMatchObject([{ stream: 1 }, { stream: 2 }]));
  });

  it("shares a connection with other streams", async () => {
    const { nc, ns, codes } = await streamed();
    const other: Any = new NetStream(nc);
    const others: string[] = [];
    other.onStatus = ({ code }: Any) => others.push(code);
    ns.play("show");
    other.play("missing");
    await vi.waitFor(() => expect(others).toStrictEqual(["NetStream.Play.StreamNotFound"]));
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetStream.Play.Start"]));
  });
});

describe("MultiConnection", () => {
  it("plays from the first server that has the stream", async () => {
    const mc: Any = new MultiConnection();
    const codes: string[] = [];
    mc.nsStatus = ({ code, server }: Any) => codes.push(`${server ?? "all"} ${code}`);
    mc.onMetaData = vi.fn();
    mc.connect(["rtmp://absent.example/live", A]);
    mc.setBufferTime(1);
    mc.play("show", -1);
    mc.pause(true);
    mc.receiveVideo(false);
    await vi.waitFor(() => expect(asked("receive")).toHaveLength(1));
    expect(codes.slice(0, 3)).toStrictEqual([
      "rtmp://absent.example/live NetStream.Play.StreamNotFound",
      `${A} NetStream.Play.Start`,
      "all NetStream.Play.Start",
    ]);
    expect(mc.onMetaData).toHaveBeenCalledWith(expect.objectContaining({ width: 256 }));
    expect(asked("play")).toMatchObject([{ name: "show", start: -1, buffer: 1 }]);
    expect(mc.nsTime()).toBeGreaterThan(0);
    mc.nsClose();
    await vi.waitFor(() => expect(asked("closeStream")).toHaveLength(1));
    expect(mc.nsTime()).toBe(0);
  });
});

describe("SharedObject", () => {
  it("is on the server of its connection", async () => {
    const { nc } = await connected();
    const so: Any = SharedObject.getRemote("users_so", nc.uri, true);
    const synced = vi.fn();
    so.onSync = synced;
    expect(so.connect(nc)).toBe(true);
    await vi.waitFor(() => expect(flash.current.sharedObjects.get("users_so")).toBeDefined());
    so.setProperty("count", 1);
    so.data.name = "Foo";
    so.onHello = vi.fn();
    so.send("onHello", "x");
    await vi.waitFor(() => expect(so.onHello).toHaveBeenCalledWith("x"));
    expect(flash.current.sharedObjects.get("users_so")?.data).toStrictEqual({ count: 1, name: "Foo" });
    await vi.waitFor(() => expect(synced).toHaveBeenCalledWith([{ code: "success", name: "count" }]));
    expect(so.flush()).toBe(true);
    so.close();
    expect(flash.current.sharedObjects.get("users_so")?.close).toHaveBeenCalled();
  });
});
