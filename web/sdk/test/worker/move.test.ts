import { describe, expect, it, vi } from "vitest";
import { held, holdStill, publish } from "../support/held.ts";
import { frames } from "../support/sent.ts";

const A = "rtmp://a.example/live";
const B = "rtmp://b.example/live";

holdStill();

describe("a gateway that shuts down", () => {
  it("causes a gap that is reported before the response to publish", async () => {
    const { bench, links } = held({ stepMs: 200 });
    const connecting = bench.mc.connect([A]);
    await vi.advanceTimersByTimeAsync(1000);
    await connecting;
    await publish(bench);
    bench.session().emit(goaway);
    await vi.advanceTimersByTimeAsync(5000);
    expect(links.at(-1)).toMatchObject({ how: "moved", gapMs: expect.any(Number) });
    await bench.mc.close();
  });

  const goaway = { type: "goaway" as const, moveInMs: 1000, closeInMs: 20_000 };

  it("is replaced by another one: connected first, then published there", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    const stream = await publish(bench);
    const order: string[] = [];
    bench.socket.options.onRequest = ({ type }) => order.push(type);
    const received: string[] = [];
    bench.mc.on("status", ({ code }) => received.push(code));
    bench.mc.on("server", ({ server, state }) => received.push(`${server} ${state}`));
    const old = bench.session();
    const [first] = bench.sockets;
    old.emit(goaway);
    await vi.advanceTimersByTimeAsync(900);
    expect(bench.sockets).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(order).toStrictEqual(["connect", "createStream", "closeStream", "publish", "send"]);
    expect(old.requests.at(-1)?.type).toBe("closeStream");
    expect(first?.readyState).toBe(3);
    expect(received).toStrictEqual([]);
    expect(links).toMatchObject([{ state: "moving" }, { state: "connected", how: "moved", gapMs: expect.any(Number) }]);
    const gapMs = (links[1] as { gapMs: number }).gapMs;
    expect(gapMs).toBeGreaterThan(0);
    expect(gapMs).toBeLessThan(200);
    const [before, after] = bench.sockets.map((socket) => frames(socket).filter(({ type }) => type === 9));
    expect(after?.[0]).toMatchObject({ config: true });
    expect(after?.[1]).toMatchObject({ key: true, config: false });
    expect(after?.[0]?.ms).toBeGreaterThanOrEqual(before?.at(-1)?.ms ?? Number.NaN);
    expect(stream.isClosed).toBe(false);
    await bench.mc.close();
  });

  it("keeps the session while no other gateway accepts it", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    bench.session().emit(goaway);
    bench.socket.options.unreachable = true;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.sockets.length).toBeGreaterThan(3);
    expect(bench.sockets[0]?.readyState).toBe(1);
    bench.socket.options.unreachable = false;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(links.map(({ state }) => state)).toStrictEqual(["moving", "connected"]);
    await bench.mc.close();
  });

  it("is lost like any other if it ends before the move", async () => {
    const { bench, links } = held();
    await bench.mc.connect([A]);
    const first = bench.socket;
    bench.session().emit(goaway);
    bench.socket.options.unreachable = true;
    await vi.advanceTimersByTimeAsync(20_000);
    first.connection?.end();
    first.end(1001);
    bench.socket.options.unreachable = false;
    await vi.advanceTimersByTimeAsync(20_000);
    expect(links.at(-1)).toMatchObject({ how: "restored" });
    await bench.mc.close();
  });

  it("hands over all requests of the meantime", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    bench.session().emit({ ...goaway, moveInMs: 0 });
    const asked = [bench.mc.addServer(B), bench.mc.sharedObject("info_so")];
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(asked);
    expect(bench.mc.servers.map(({ url, state }) => `${url} ${state}`)).toStrictEqual([`${A} Live`, `${B} Live`]);
    expect(bench.session(bench.sockets.length - 1).servers).toHaveLength(2);
    await bench.mc.close();
  });

  it("still responds to earlier requests", async () => {
    const { bench } = held();
    await bench.mc.connect([A]);
    bench.socket.options.refuse = ({ type }) => (type === "call" ? "silent" : undefined);
    const call = bench.mc.call("slow");
    bench.session().emit({ ...goaway, moveInMs: 0 });
    const first = bench.socket;
    await vi.advanceTimersByTimeAsync(1000);
    expect(bench.sockets).toHaveLength(2);
    expect(first.readyState).toBe(1);
    const { id } = first.gateway?.requests.find(({ type }) => type === "call") ?? { id: 0 };
    first.deliver(JSON.stringify({ id, type: "result", answers: [{ server: 0, outcome: "timeout", text: "late" }] }));
    await vi.advanceTimersByTimeAsync(6000);
    expect(await call).toMatchObject([{ outcome: "timeout" }]);
    expect(first.readyState).toBe(3);
    await bench.mc.close();
  });
});
