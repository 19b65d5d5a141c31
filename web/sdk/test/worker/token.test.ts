import { describe, expect, it, vi } from "vitest";
import type { Closing } from "../../src/index.ts";
import { holdStill } from "../support/held.ts";
import { Bench } from "../support/in-memory.ts";

const A = "rtmp://a.example/live";
const V1 = "multiconnection.v1";

/** Returns a function that gives the tokens a.1.s, a.2.s … */
function numbered() {
  let count = 0;
  return vi.fn(() => `a.${++count}.s`);
}

function closings(bench: Bench): Closing[] {
  const all: Closing[] = [];
  bench.mc.on("close", (closing) => all.push(closing));
  return all;
}

holdStill();

describe("a token", () => {
  it("is offered as a sub-protocol", async () => {
    await using bench = new Bench({ token: "a.b.c" });
    await bench.mc.hello;
    expect(bench.socket.protocols).toStrictEqual([V1, "bearer.a.b.c"]);
  });

  it("is not offered without the option", async () => {
    await using bench = new Bench();
    await bench.mc.hello;
    expect(bench.socket.protocols).toStrictEqual([V1]);
  });

  it("is obtained for each WebSocket", async () => {
    const token = numbered();
    const bench = new Bench({ holdMs: 30_000, reconnect: {}, token: async () => token() });
    await bench.mc.connect([A]);
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(500);
    expect(bench.sockets.map(({ protocols }) => protocols[1])).toStrictEqual(["bearer.a.1.s", "bearer.a.2.s"]);
    expect(bench.session(1)).toBe(bench.session(0));
    await bench.mc.close();
  });

  it("is renewed before it expires", async () => {
    const token = numbered();
    const bench = new Bench({ token });
    await bench.mc.connect([A]);
    bench.gateway.emit({ type: "tokenExpires", closeInMs: 60_000 });
    await vi.advanceTimersByTimeAsync(1);
    expect(bench.gateway.requests.at(-1)).toMatchObject({ type: "authenticate", token: "a.2.s" });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.requestTypes).toStrictEqual(["connect", "authenticate"]);
    await bench.mc.close();
  });

  it("is obtained again if that fails, until the old one has expired", async () => {
    const token = vi
      .fn<() => Promise<string>>()
      .mockResolvedValueOnce("a.1.s")
      .mockRejectedValueOnce(new Error("offline"))
      .mockResolvedValueOnce("a.1.s") // a cached one
      .mockResolvedValue("a.2.s");
    const bench = new Bench({ token });
    await bench.mc.connect([A]);
    bench.gateway.emit({ type: "tokenExpires", closeInMs: 60_000 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(bench.gateway.requests.at(-1)).toMatchObject({ type: "authenticate", token: "a.2.s" });
    expect(token).toHaveBeenCalledTimes(4);
    await bench.mc.close();
  });

  it("is not sent again if it is fixed", async () => {
    const bench = new Bench({ token: "a.b.c" });
    await bench.mc.connect([A]);
    bench.gateway.emit({ type: "tokenExpires", closeInMs: 20_000 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bench.requestTypes).toStrictEqual(["connect"]);
    await bench.mc.close();
  });

  it("is replaced if the gateway refuses it", async () => {
    const bench = new Bench({ reconnect: {}, token: numbered() });
    const closed = closings(bench);
    await bench.mc.connect([A]);
    bench.socket.end(4401, "the token has expired");
    await vi.advanceTimersByTimeAsync(500);
    expect(bench.socket.protocols).toStrictEqual([V1, "bearer.a.2.s"]);
    expect(closed).toStrictEqual([]);
    await bench.mc.close();
  });

  it("ends the connection if it is refused and there is no other", async () => {
    const bench = new Bench({ reconnect: {}, token: "a.b.c" });
    const closed = closings(bench);
    await bench.mc.connect([A]);
    bench.socket.end(4401, "the token has expired");
    await vi.advanceTimersByTimeAsync(500);
    expect(bench.sockets).toHaveLength(1);
    expect(closed).toStrictEqual([{ code: 4401, reason: "the gateway refuses the token" }]);
  });

  it.each(["", "no jwt", "a.b", "a.b.c, other", "a.b.c\n"])(
    "that is not a JWT ends the connection: %j",
    async (token) => {
      const bench = new Bench({ reconnect: {}, token });
      const closed = closings(bench);
      await expect(bench.mc.hello).rejects.toMatchObject({ code: "closed", closeCode: 4401 });
      expect(bench.sockets).toHaveLength(0);
      expect(closed).toStrictEqual([{ code: 4401, reason: "the token is not a signed JWT" }]);
    },
  );

  it("that cannot be obtained at first ends the connection with the reason", async () => {
    const bench = new Bench({ token: () => Promise.reject(new Error("signed out")) });
    await expect(bench.mc.hello).rejects.toThrow("no token: signed out");
  });

  it("is not used after the connection was closed", async () => {
    let obtained = (_: string) => {};
    const bench = new Bench({ token: () => new Promise<string>((resolve) => (obtained = resolve)) });
    await vi.advanceTimersByTimeAsync(1);
    const closing = bench.mc.close();
    await vi.advanceTimersByTimeAsync(1);
    obtained("a.b.c");
    await vi.advanceTimersByTimeAsync(3000);
    await closing;
    expect(bench.sockets).toHaveLength(0);
  });
});
