import { describe, expect, it, vi } from "vitest";
import { FakeConnection } from "../../../fake-gateway/fake-connection.ts";
import type { LinkState, NetStatus } from "../../src/index.ts";
import { stubTracks } from "../support/fake-codecs.ts";
import { holdStill } from "../support/held.ts";
import { Bench, type BenchOptions } from "../support/in-memory.ts";
import { frames } from "../support/sent.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

/** Creates a bench whose sessions are held and whose link reconnects. */
function held(options: BenchOptions = {}) {
  const bench = new Bench({ holdMs: 30_000, reconnect: {}, ...options });
  const links: LinkState[] = [];
  bench.mc.on("link", (link) => links.push(link));
  return { bench, links };
}

/** Creates a held bench on a page that reports changes of the browser's network. */
function heldOn(options: BenchOptions) {
  const network = new EventTarget();
  vi.stubGlobal("addEventListener", network.addEventListener.bind(network));
  return { ...held(options), network };
}

/** Waits until media flows and is acknowledged. */
async function publishing(bench: Bench) {
  setInterval(() => bench.socket.gateway?.ack(), 250);
  await bench.mc.connect([A]);
  const promise = bench.mc.publish("show", stubTracks());
  await vi.advanceTimersByTimeAsync(1500);
  return promise;
}

const status = (description: string) => ({
  type: "status" as const,
  info: { level: "status" as const, code: "Test.Told", description },
});

holdStill();

describe("a session that lost its WebSocket", () => {
  it("resumes on another one, and receives missed messages once and in order", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A, B]);
    const received: NetStatus[] = [];
    bench.mc.on("status", (each) => received.push(each));
    const session = bench.session();
    session.emit(status("before"));
    await vi.advanceTimersByTimeAsync(1);
    bench.socket.end(1006);
    session.emit(status("meanwhile"));
    session.emit(status("and then"));
    await vi.advanceTimersByTimeAsync(200);
    session.emit(status("after"));
    await vi.advanceTimersByTimeAsync(1);
    expect(received.map(({ description }) => description)).toStrictEqual(["before", "meanwhile", "and then", "after"]);
    expect(links).toStrictEqual([
      { state: "reconnecting", attempt: 1, retryInMs: 100, heldMs: 30_000 },
      { state: "connected", how: "resumed", recovered: true },
    ]);
    expect(bench.session(1)).toBe(session);
    expect(bench.requestTypes).toStrictEqual(["connect"]);
    await bench.mc.close();
  });

  it("resends only messages that did not arrive", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    const arrived = bench.mc.call("add", [1, 2]);
    await vi.advanceTimersByTimeAsync(1);
    bench.socket.send = () => {};
    const lost = [bench.mc.call("add", [3, 4]), bench.mc.call("add", [5, 6])];
    await vi.advanceTimersByTimeAsync(1);
    bench.socket.end(1006);
    const asked = bench.mc.call("add", [7, 8]);
    await vi.advanceTimersByTimeAsync(500);
    const sums = (await Promise.all([arrived, ...lost, asked])).map(([answer]) => answer);
    expect(sums.map((answer) => answer?.outcome === "result" && answer.value)).toStrictEqual([3, 7, 11, 15]);
    expect(bench.requestTypes).toStrictEqual(["connect", "call", "call", "call", "call"]);
    await bench.mc.close();
  });

  it("does not resend a request whose response was lost", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    bench.socket.deliver = () => {};
    const sum = bench.mc.call("add", [1, 2]);
    await vi.advanceTimersByTimeAsync(1);
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(await sum).toMatchObject([{ outcome: "result", value: 3 }]);
    expect(bench.requestTypes).toStrictEqual(["connect", "call"]);
    await bench.mc.close();
  });

  it("receives the current state if the gateway has dropped missed messages", async () => {
    const { bench, links } = held({ keep: 2 });
    await bench.mc.connect([A, B]);
    const object = await bench.mc.sharedObject("info_so");
    await object.set("seats", 12);
    const session = bench.session();
    bench.socket.deliver = () => {};
    const sum = bench.mc.call("add", [1, 2]).catch(({ code }) => code);
    await vi.advanceTimersByTimeAsync(1);
    bench.socket.end(1006);
    session.lose(1);
    session.emit(status("missed"));
    const received: string[] = [];
    bench.mc.on("server", ({ server, state }) => received.push(`${server} ${state}`));
    await vi.advanceTimersByTimeAsync(500);
    expect(await sum).toBe("lost");
    expect(received).toStrictEqual(["1 Recovering"]);
    expect(object.data).toStrictEqual({ seats: 12 });
    expect(links.at(-1)).toMatchObject({ state: "connected", how: "resumed", recovered: false });
    session.emit(status("heard"));
    await vi.advanceTimersByTimeAsync(1);
    const again: string[] = [];
    bench.mc.on("status", ({ code }) => again.push(code));
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(again).not.toContain("Test.Told");
    await bench.mc.close();
  });

  it("encodes no video meanwhile, and resumes with a keyframe and its time", async () => {
    const { bench, links } = held();
    const stream = await publishing(bench);
    const first = bench.socket;
    await vi.advanceTimersByTimeAsync(1000);
    first.end(1006);
    const options = first.options;
    options.unreachable = true;
    await vi.advanceTimersByTimeAsync(5000);
    const before = frames(first);
    const skipped = stream.stats.skipped;
    expect(skipped).toBeGreaterThan(80);
    options.unreachable = false;
    await vi.advanceTimersByTimeAsync(20_000);
    const after = frames(bench.socket);
    expect(after.find(({ type }) => type === 9)).toMatchObject({ key: true, config: false });
    for (const type of [8, 9]) {
      const times = [...before, ...after].filter((each) => each.type === type && !each.config).map(({ ms }) => ms);
      expect(times).toStrictEqual([...new Set(times)].sort((a, b) => a - b));
    }
    expect(after.length).toBeGreaterThan(50);
    expect(stream.stats).toMatchObject({ dropping: false, dropped: 0 });
    const connected = links.at(-1) as LinkState & { state: "connected" };
    expect(connected).toMatchObject({ how: "resumed", recovered: true });
    expect(connected.gapMs).toBeGreaterThan(5000);
    await bench.mc.close();
  });

  it("does not reduce its bitrate because of the outage", async () => {
    const { bench } = held();
    const stream = await publishing(bench);
    const received = vi.fn();
    stream.on("target", received);
    bench.socket.options.unreachable = true;
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(10_000);
    bench.socket.options.unreachable = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.sockets.at(-1)?.media.length).toBeGreaterThan(20);
    expect(received).not.toHaveBeenCalled();
    await bench.mc.close();
  });

  it("does not wait for bytes that were in flight", async () => {
    const { bench } = held();
    const stream = await publishing(bench);
    await vi.advanceTimersByTimeAsync(1000);
    bench.session().ack();
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(2000);
    bench.session().ack();
    await vi.advanceTimersByTimeAsync(600);
    bench.session().ack();
    await vi.advanceTimersByTimeAsync(1);
    expect(stream.stats.inFlightBytes).toBeLessThan(5000);
    await bench.mc.close();
  });

  it("is considered lost if the gateway does not acknowledge media", async () => {
    const { bench, links } = held();
    await publishing(bench);
    bench.socket.deliver = () => {};
    await vi.advanceTimersByTimeAsync(7000);
    expect(links).toStrictEqual([]);
    await vi.advanceTimersByTimeAsync(2000);
    expect(links.map(({ state }) => state)).toStrictEqual(["reconnecting", "connected"]);
    expect(bench.sockets).toHaveLength(2);
    await bench.mc.close();
  });
});

describe("reconnecting", () => {
  it("backs off, and times out", async () => {
    const { bench, links } = held({ holdMs: 0, reconnect: { giveUpAfter: 60_000, maxDelay: 8000 } });
    await bench.mc.connect([A]);
    bench.socket.options.unreachable = true;
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(70_000);
    expect(links.slice(0, 7).map((link) => link.state === "reconnecting" && link.retryInMs)).toStrictEqual([
      100, 250, 500, 1000, 2000, 4000, 4000,
    ]);
    expect(await bench.mc.closed).toMatchObject({ code: 1006 });
    expect(links.at(-1)).toMatchObject({ state: "reconnecting", heldMs: 0 });
    expect(bench.mc.servers).toMatchObject([{ state: "Failed", cause: "lost" }]);
  });

  it.each([1000, 3000, 5000, 7000, 9000])("succeeds within the hold of %i ms for any jitter", async (ms) => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    const { bench, links } = held({ holdMs: 10_000 });
    await bench.mc.connect([A]);
    bench.socket.options.unreachable = true;
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(ms);
    bench.socket.options.unreachable = false;
    await vi.advanceTimersByTimeAsync(9900 - ms);
    expect(links.at(-1)).toMatchObject({ state: "connected", how: "resumed", recovered: true });
    await bench.mc.close();
  });

  it("is slow while the browser is offline, and immediate when it is online", async () => {
    const { bench, links, network } = heldOn({ isOnline: false });
    await bench.mc.connect([A]);
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(5000);
    expect(links).toMatchObject([{ state: "reconnecting", retryInMs: 7500 }]);
    network.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(1);
    expect(links.at(-1)).toMatchObject({ state: "connected", how: "resumed" });
    await bench.mc.close();
  });

  it("is immediate when the browser is online again while an attempt hangs", async () => {
    const { bench, links, network } = heldOn({});
    await bench.mc.connect([A]);
    bench.socket.options.mute = true;
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1000);
    expect(bench.sockets).toHaveLength(2);
    bench.socket.options.mute = false;
    network.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(1);
    expect(links.at(-1)).toMatchObject({ state: "connected", how: "resumed" });
    await bench.mc.close();
  });

  it("is immediate when the browser is online again and the WebSocket has been silent", async () => {
    const { bench, links, network } = heldOn({});
    await bench.mc.connect([A]);
    for (const silent of [true, false]) {
      await vi.advanceTimersByTimeAsync(100);
      network.dispatchEvent(new Event("offline"));
      await vi.advanceTimersByTimeAsync(100);
      if (!silent) {
        bench.gateway.emit(status("still there"));
      }
      await vi.advanceTimersByTimeAsync(100);
      network.dispatchEvent(new Event("online"));
      await vi.advanceTimersByTimeAsync(500);
      expect(links.map(({ state }) => state)).toStrictEqual(["reconnecting", "connected"]);
    }
    await bench.mc.close();
  });

  it("does not happen if it is disabled", async () => {
    const { bench, links } = held({ reconnect: false });
    await bench.mc.connect([A]);
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1);
    expect(await bench.mc.closed).toMatchObject({ code: 1006 });
    expect(links).toStrictEqual([]);
  });

  it.each([1008, 1009, 3000, 4300, 4400, 4406, 4409, 4429, 4499, 4600])(
    "does not happen after close code %i",
    async (code) => {
      const { bench } = held();
      await bench.mc.connect([A]);
      bench.socket.end(code);
      await vi.advanceTimersByTimeAsync(1);
      expect(await bench.mc.closed).toMatchObject({ code });
      expect(bench.sockets).toHaveLength(1);
    },
  );

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 4408, 4500, 4599])("happens after close code %i", async (code) => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    bench.socket.end(code);
    await vi.advanceTimersByTimeAsync(500);
    expect(links.at(-1)).toMatchObject({ state: "connected" });
    await bench.mc.close();
  });

  it("is retried if the gateway sends nothing after hello", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    const silent = vi.spyOn(FakeConnection.prototype, "text").mockImplementationOnce(() => {});
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(silent).toHaveBeenCalled();
    expect(links.at(-1)).toMatchObject({ state: "connected", how: "resumed", recovered: true });
    expect(bench.sockets[1]?.readyState).toBe(3);
    await bench.mc.close();
  });

  it("is retried if the gateway does not send hello", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    bench.socket.options.mute = true;
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(10_000);
    bench.socket.options.mute = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(links.at(-1)).toMatchObject({ state: "connected", how: "resumed" });
    await bench.mc.close();
  });

  it("is not expected after close, which uses code 1000", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    await bench.mc.close();
    expect(await bench.mc.closed).toStrictEqual({ code: 1000, reason: "" });
    expect(bench.sessions.size).toBe(0);
  });

  it("ends when the page closes the session", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    bench.socket.options.unreachable = true;
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(3000);
    await bench.mc.close();
    expect(await bench.mc.closed).toStrictEqual({ code: 1000, reason: "" });
    const tried = bench.sockets.length;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(bench.sockets).toHaveLength(tried);
  });
});
