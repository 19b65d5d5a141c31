import { describe, expect, it, vi } from "vitest";
import type { GatewayResponse } from "../../src/wire/protocol.ts";
import { IdMap } from "../../src/worker/id-map.ts";
import { IdTranslator } from "../../src/worker/id-translator.ts";
import { held, holdStill, publish } from "../support/held.ts";
import type { Bench } from "../support/in-memory.ts";
import { clock } from "../support/media.ts";
import { frames } from "../support/sent.ts";

const A = "rtmp://a.example/live";

holdStill();

/** Creates and closes streams until the gateway has no unused number. */
async function useUp(bench: Bench): Promise<void> {
  for (let last = 0; last < 255; ) {
    const opened = bench.mc.play("show");
    await vi.advanceTimersByTimeAsync(10);
    const stream = await opened;
    last = stream.number;
    const closed = stream.close();
    await vi.advanceTimersByTimeAsync(10);
    await closed;
  }
}

describe("stream numbers that the gateway reuses", () => {
  it("are new for the application, and media reaches its stream", async () => {
    const { bench } = held({ media: clock() });
    await bench.mc.connect([A]);
    const stays = await publish(bench);
    await useUp(bench);
    const again = await publish(bench);
    expect([stays.number, again.number]).toStrictEqual([1, 256]);
    expect(bench.gateway.requests.findLast(({ type }) => type === "publish")).toMatchObject({ stream: 2 });
    const sent = frames(bench.socket).length;
    await vi.advanceTimersByTimeAsync(1000);
    expect(
      new Set(
        frames(bench.socket)
          .slice(sent)
          .map(({ stream }) => stream),
      ),
    ).toStrictEqual(new Set([1, 2]));
    expect(stays.stats.ackedBytes).toBeGreaterThan(0);
    expect(again.stats.ackedBytes).toBeGreaterThan(0);
    await again.close();
    expect(bench.gateway.requests.at(-1)).toMatchObject({ type: "closeStream", stream: 2 });
    await bench.mc.close();
  });

  it("keep their application numbers in another session", async () => {
    const { bench } = held({ media: clock() });
    await bench.mc.connect([A]);
    await useUp(bench);
    const stream = await publish(bench);
    bench.socket.connection?.end();
    bench.socket.end(1006);
    await vi.advanceTimersByTimeAsync(3000);
    expect(bench.session(1).requests.filter(({ type }) => type === "publish")).toMatchObject([{ stream: 1 }]);
    expect(stream.number).toBe(256);
    expect(new Set(frames(bench.socket).map(({ stream: number }) => number))).toStrictEqual(new Set([1]));
    await bench.mc.close();
  });

  it("do not refer to the earlier stream", () => {
    const ids = new IdTranslator();
    const created = (id: number, stream: number) =>
      ids.response({ id, type: "createStream" }, { id, type: "result", stream } as GatewayResponse);
    expect(created(1, 1)).toMatchObject({ stream: 1 });
    expect(created(2, 2)).toMatchObject({ stream: 2 });
    expect(created(3, 1)).toMatchObject({ stream: 3 });
    expect(ids.streams.has(1)).toBe(false);
    expect(ids.streams.toGateway(3)).toBe(1);
    expect(ids.streams.toApplication(1)).toBe(3);
    expect(ids.streams.toGateway(2)).toBe(2);
    expect(ids.streams.toGateway(1)).toBeGreaterThan(255);
  });

  it("have a bounded map for any number of streams", () => {
    const numbers = new IdMap();
    for (let i = 0; i < 100_000; i++) {
      numbers.created((i % 255) + 1);
      numbers.toApplication((i % 255) + 1);
    }
    const known = Array.from({ length: 100_000 }, (_, i) => i + 1).filter((id) => numbers.has(id));
    expect(known).toHaveLength(255);
  });
});
