import { describe, expect, it, vi } from "vitest";
import { FakeRooms } from "../../../fake-gateway/fake-rooms.ts";
import { held, holdStill, publish } from "../support/held.ts";
import type { Bench } from "../support/in-memory.ts";
import { clock } from "../support/media.ts";
import { frames } from "../support/sent.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";
const C = "rtmp://c.example/live";

/** Makes the gateway forget all sessions, and cuts the WebSocket. */
async function forget(bench: Bench): Promise<void> {
  bench.socket.connection?.end();
  bench.socket.end(1006);
  await vi.advanceTimersByTimeAsync(3000);
}

function requests(bench: Bench, socket: number) {
  return bench.session(socket).requests.map(({ id: _, ...request }) => request);
}

holdStill();

describe("a session that the gateway no longer has", () => {
  it("is restored without events about it", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A, B], { args: ["user"], timeout: 5000 });
    const stream = await publish(bench, { names: { 1: "other" }, mode: "record" });
    const received: string[] = [];
    bench.mc.on("status", ({ code }) => received.push(code));
    bench.mc.on("server", ({ server, state }) => received.push(`${server} ${state}`));
    stream.on("close", () => received.push("closed"));
    const sent = frames(bench.socket);
    await forget(bench);
    expect(requests(bench, 1)).toMatchObject([
      { type: "connect", servers: [A, B], args: ["user"], timeout: 5000 },
      { type: "createStream" },
      { type: "publish", stream: 1, name: "show", names: { 1: "other" }, mode: "record" },
      { type: "send", stream: 1, handler: "@setDataFrame", args: ["onMetaData", { properties: { width: 640 } }] },
    ]);
    const [sound, picture, third] = frames(bench.socket);
    expect([sound, picture]).toMatchObject([
      { type: 8, config: true },
      { type: 9, config: true },
    ]);
    expect(third?.config).toBe(false);
    expect(frames(bench.socket).find(({ type, config }) => type === 9 && !config)).toMatchObject({ key: true });
    expect(sound?.ms).toBeGreaterThanOrEqual(sent.findLast(({ type }) => type === 8)?.ms ?? Number.NaN);
    expect(stream.stats.inFlightBytes).toBeLessThan(20_000);
    expect(received).toStrictEqual([]);
    expect(links.map((link) => ("how" in link ? `${link.how} ${link.recovered}` : link.state))).toStrictEqual([
      "reconnecting",
      "restored false",
    ]);
    await stream.close();
    expect(bench.requestTypes.at(-1)).toBe("closeStream");
    await bench.mc.close();
  });

  it("rejects pending calls, and sends requests of the meantime", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    bench.socket.send = () => {};
    const open = bench.mc.call("add", [1, 2]).catch(({ code }) => code);
    await vi.advanceTimersByTimeAsync(1);
    bench.socket.connection?.end();
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1);
    const asked = bench.mc.call("add", [3, 4]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await open).toBe("lost");
    expect(await asked).toMatchObject([{ value: 7 }]);
    await bench.mc.close();
  });

  it("keeps the numbers of servers and streams", async () => {
    const { bench } = held();
    await bench.mc.connect([A, B]);
    const first = await publish(bench);
    const second = await publish(bench);
    await bench.mc.addServer(C, { names: { 2: "elsewhere" } });
    await bench.mc.removeServer(0);
    await first.close();
    await forget(bench);
    expect(requests(bench, 1)).toMatchObject([
      { type: "connect", servers: [B, C] },
      { type: "createStream" },
      { type: "publish", stream: 1, names: { 1: "elsewhere" } },
      { type: "send", stream: 1 },
    ]);
    expect(bench.mc.servers.map(({ server, url, state }) => ({ server, url, state }))).toStrictEqual([
      { server: 1, url: B, state: "Live" },
      { server: 2, url: C, state: "Live" },
    ]);
    expect(new Set(frames(bench.socket).map(({ stream }) => stream))).toStrictEqual(new Set([1]));
    expect(second.stats.ackedBytes).toBeGreaterThan(0);
    expect(await bench.mc.call("add", [1, 2], { on: 2 })).toMatchObject([{ server: 2, value: 3 }]);
    expect(bench.session(1).requests.at(-1)).toMatchObject({ on: 1 });
    const third = await publish(bench);
    expect(third.number).toBe(3);
    expect(
      bench
        .session(1)
        .requests.filter(({ type }) => type === "publish")
        .at(-1),
    ).toMatchObject({ stream: 2 });
    expect(await bench.mc.addServer(A)).toStrictEqual([3]);
    await forget(bench);
    expect(bench.mc.servers.map(({ server, url }) => `${server} ${url}`)).toStrictEqual([`1 ${B}`, `2 ${C}`, `3 ${A}`]);
    await bench.mc.close();
  });

  it("removes servers again that a pool includes", async () => {
    const { bench } = held({ pools: { main: [A, B] } });
    await bench.mc.connect([{ pool: "main" }]);
    await bench.mc.removeServer(0);
    await forget(bench);
    expect(requests(bench, 1)).toMatchObject([
      { type: "connect", servers: [{ pool: "main" }] },
      { type: "removeServer", server: 0 },
    ]);
    expect(bench.mc.servers).toMatchObject([{ server: 1, url: B, state: "Live" }]);
    await bench.mc.close();
  });

  it("connects the replacement of a server", async () => {
    const { bench } = held();
    await bench.mc.connect([A, B]);
    const stream = await publish(bench);
    await bench.mc.reconnect(1, { to: C, names: { [stream.number]: "other" } });
    await forget(bench);
    expect(requests(bench, 1)).toMatchObject([
      { type: "connect", servers: [A, C] },
      { type: "createStream" },
      { type: "publish", name: "show", names: { 1: "other" } },
      { type: "send", stream: 1 },
    ]);
    await bench.mc.close();
  });

  const directory = {
    master: "rtmp://master.example/rooms",
    state: "current" as const,
    malformed: 0,
    rooms: [{ id: "lobby", servers: [A], capacity: 10 }],
  };

  it("enters its room again, and adds further servers", async () => {
    const { bench, links } = held({ rooms: new FakeRooms({ chat: directory }) });
    await bench.mc.connect({ room: "lobby" });
    await bench.mc.addServer(B);
    await forget(bench);
    // Makes the fake gateway connect to the room's server as if it had been asked to.
    expect(requests(bench, 1).filter((request) => !("servers" in request))).toMatchObject([
      { type: "connect", room: "lobby" },
      { type: "addServer", server: B },
    ]);
    expect(bench.mc.servers.filter(({ state }) => state === "Live")).toHaveLength(2);
    expect(links.at(-1)).toMatchObject({ how: "restored" });
    await bench.mc.close();
  });

  it("is restored with the available servers if some are not", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A, B]);
    bench.socket.options.refuse = (request) =>
      request.type === "connect" && request.require === undefined ? "setup-failed" : undefined;
    await forget(bench);
    expect(requests(bench, 1)).toMatchObject([
      { type: "connect", servers: [A, B] },
      { type: "connect", servers: [A, B], require: "any" },
    ]);
    expect(bench.mc.servers.map(({ state }) => state)).toStrictEqual(["Live", "Live"]);
    expect(links.at(-1)).toMatchObject({ how: "restored" });
    await bench.mc.close();
  });

  it("restores shared objects with their handles, and resends writes without a response", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    const object = await bench.mc.sharedObject("info_so", { persistent: true });
    await object.set("seats", 12);
    bench.socket.send = () => {};
    const written = object.set("seats", 13);
    await vi.advanceTimersByTimeAsync(1);
    await forget(bench);
    await written;
    expect(requests(bench, 1).map(({ type }) => type)).toStrictEqual(["connect", "useSharedObject", "setSlots"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(object.data).toStrictEqual({ seats: 13 });
    await object.close();
    await bench.mc.close();
  });

  it("plays again: live streams at the live edge, recordings at their position", async () => {
    const { bench } = held({ media: clock() });
    await bench.mc.connect([A]);
    const live = await bench.mc.play("show");
    const recording = await bench.mc.play("show", { start: 0, length: 60 });
    await live.receiveVideo(false);
    await recording.pause();
    const sinks = [live, recording].map((stream) => {
      const times: number[] = [];
      const ignored = { discontinuity() {}, complete() {}, close() {}, time: () => undefined };
      stream.addSink({ ...ignored, tag: ({ timestamp }) => times.push(timestamp) });
      return times;
    });
    await recording.resume();
    bench.session().plays.advance(1500);
    await vi.advanceTimersByTimeAsync(1);
    const at = sinks[1]?.at(-1) ?? Number.NaN;
    expect(at).toBeGreaterThan(1000);
    await forget(bench);
    expect(requests(bench, 1).slice(1)).toMatchObject([
      { type: "createStream" },
      { type: "createStream" },
      { type: "play", stream: 1, name: "show" },
      { type: "play", stream: 2, start: at / 1000, length: 60 - at / 1000 },
      { type: "receive", stream: 1, video: false },
    ]);
    const before = sinks[0]?.length ?? 0;
    bench.session(1).plays.advance(1000);
    await vi.advanceTimersByTimeAsync(1);
    expect(sinks[0]?.length).toBeGreaterThan(before);
    expect(live.isClosed).toBe(false);
    await bench.mc.close();
  });

  it("does not play again after the requested length", async () => {
    const { bench } = held({ media: clock() });
    await bench.mc.connect([A]);
    await bench.mc.play("show", { length: 2 });
    const info = { level: "status", code: "NetStream.Play.Stop", description: "over" } as const;
    bench.gateway.emit({ type: "status", stream: 1, info });
    await vi.advanceTimersByTimeAsync(1);
    await forget(bench);
    expect(requests(bench, 1).map(({ type }) => type)).toStrictEqual(["connect", "createStream"]);
    await bench.mc.close();
  });

  it("reports streams that cannot be played any more", async () => {
    const { bench } = held({ media: clock() });
    await bench.mc.connect([A]);
    const live = await bench.mc.play("show");
    const failed = vi.fn();
    live.on("error", failed);
    bench.socket.options.refuse = ({ type }) => (type === "play" ? "play-failed" : undefined);
    await forget(bench);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(failed.mock.calls).toMatchObject([[{ code: "play-failed" }]]);
    expect(bench.requestTypes.filter((type) => type === "play")).toHaveLength(5);
    await bench.mc.close();
  });

  it("retries a server that holds the name for the old session", async () => {
    const { bench } = held();
    await bench.mc.connect([A, B], { require: "any" });
    await publish(bench);
    bench.socket.options.onRequest = ({ type }) => {
      const found = bench.socket.gateway?.servers[1];
      if (found !== undefined) {
        found.behaviour = type === "reconnect" ? "good" : "badkey";
      }
    };
    await forget(bench);
    expect(requests(bench, 1).at(-1)).toMatchObject({ type: "reconnect", server: 1 });
    expect(bench.mc.servers.map(({ state }) => state)).toStrictEqual(["Live", "Live"]);
    await bench.mc.close();
  });

  it("waits for a name that all servers hold for the old session", async () => {
    const { bench, links } = held();
    await bench.mc.connect(["rtmp://holding.example/live"]);
    const stream = await publish(bench);
    let refusals = 2;
    bench.socket.options.refuse = ({ type }) => (type === "publish" && refusals-- > 0 ? "publish-failed" : undefined);
    await forget(bench);
    const asked = requests(bench, 1).filter(({ type }) => type === "publish");
    expect(asked).toHaveLength(3);
    expect(stream.isClosed).toBe(false);
    expect(links.at(-1)).toMatchObject({ how: "restored" });
    await bench.mc.close();
  });

  it("does not restore streams that were closed meanwhile", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    const stream = await publish(bench);
    bench.socket.options.unreachable = true;
    bench.socket.connection?.end();
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(1000);
    const closed = stream.close();
    bench.socket.options.unreachable = false;
    await vi.advanceTimersByTimeAsync(5000);
    await closed;
    expect(bench.requestTypes).not.toContain("publish");
    await bench.mc.close();
  });

  it("is closed after a permanent refusal", async () => {
    const { bench } = held({ pools: { main: [A] } });
    await bench.mc.connect([{ pool: "main" }]);
    bench.socket.options.refuse = ({ type }) => (type === "connect" ? "no-such-pool" : undefined);
    await forget(bench);
    expect(await bench.mc.closed).toMatchObject({
      code: 1006,
      reason: expect.stringContaining("could not be restored"),
    });
  });

  it("may be interrupted again while it is restored", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    const stream = await publish(bench);
    bench.socket.options.onRequest = ({ type }) => {
      if (type === "publish" && bench.sockets.length === 2) {
        bench.socket.end(1006);
      }
    };
    await forget(bench);
    expect(bench.sockets).toHaveLength(3);
    expect(bench.session(2)).toBe(bench.session(1));
    expect(links.at(-1)).toMatchObject({ how: "restored" });
    expect(frames(bench.socket).find(({ type, config }) => type === 9 && !config)).toMatchObject({ key: true });
    expect(stream.isClosed).toBe(false);
    await bench.mc.close();
  });
});
