import { describe, expect, it, vi } from "vitest";
import { FakeSharedObjects } from "../../../fake-gateway/fake-shared-objects.ts";
import { dataOf } from "../../src/flash/shared-object-data.ts";
import { withChild } from "../../src/flash/shared-object-path.ts";
import type { SharedObject, SharedObjectEvents, Value } from "../../src/index.ts";
import { Bench } from "../support/in-memory.ts";

const A = "rtmp://a.example/live";

async function connected(objects = new FakeSharedObjects()): Promise<Bench> {
  const bench = new Bench({ objects });
  await bench.mc.connect([A]);
  return bench;
}

const asked = (bench: Bench, wanted: string) => bench.gateway.requests.filter(({ type }) => type === wanted);

function syncs(so: SharedObject): Array<SharedObjectEvents["sync"]> {
  const seen: Array<SharedObjectEvents["sync"]> = [];
  so.on("sync", (sync) => seen.push(sync));
  return seen;
}

describe("SharedObject", () => {
  it("contains its slots, and changes by others", async () => {
    const objects = new FakeSharedObjects();
    await using one = await connected(objects);
    await using other = await connected(objects);
    const mine = await one.mc.sharedObject("info_so", { persistent: true });
    await mine.set("topic", "tea");
    const theirs = await other.mc.sharedObject("info_so", { persistent: true });
    await theirs.synced;
    expect(theirs.data).toStrictEqual({ topic: "tea" });

    const seen = syncs(theirs);
    await mine.set("topic", "coffee");
    await vi.waitFor(() => expect(theirs.get("topic")).toBe("coffee"));
    expect(seen).toStrictEqual([{ changes: [{ code: "change", slot: "topic", value: "coffee", oldValue: "tea" }] }]);
    await mine.delete("topic");
    await vi.waitFor(() => expect(theirs.data).toStrictEqual({}));
    expect(seen.at(-1)?.changes).toStrictEqual([{ code: "delete", slot: "topic", oldValue: "coffee" }]);
  });

  it("sends a slot once that is written repeatedly in one task", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room");
    const data = dataOf(
      () => so.data,
      ([slot = "", ...inside], value) => void so.set(slot, withChild(so.data[slot], inside, value)),
    ) as { list: Value[] };
    data.list = [];
    for (let i = 0; i < 1000; i++) {
      data.list.push(i);
    }
    await so.set("a", 1);
    const list = Array.from({ length: 1000 }, (_, i) => i);
    expect(asked(bench, "setSlots")).toMatchObject([
      {
        changes: [
          { path: ["list"], value: list },
          { path: ["a"], value: 1 },
        ],
      },
    ]);
    expect(so.get("list")).toStrictEqual(list);
    await vi.waitFor(() => expect(bench.gateway.requests).toHaveLength(3));
    data.list.length = 2;
    data.list[3] = 7;
    await so.set("a", 2);
    expect(so.get("list")).toStrictEqual(Object.assign([0, 1], { 3: 7 }));
  });

  it("shows writes immediately, and sends the writes of a task together", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room");
    so.set("a", 1);
    so.set("user.name", "Foo");
    const accepted = so.set(["user", "e.mail"], "x@y");
    expect(so.data).toStrictEqual({ a: 1, user: { name: "Foo", "e.mail": "x@y" } });
    expect(so.get("user.name")).toBe("Foo");
    expect(so.get("user.none.deeper")).toBeUndefined();
    await accepted;
    expect(asked(bench, "setSlots")).toMatchObject([
      {
        name: "room",
        changes: [
          { path: ["a"], value: 1 },
          { path: ["user", "name"], value: "Foo" },
          { path: ["user", "e.mail"], value: "x@y" },
        ],
      },
    ]);
  });

  it("splits writes over the gateway's limit, and keeps references within a message", async () => {
    await using bench = new Bench({ objects: new FakeSharedObjects(), limits: { textBytes: 3000 } });
    await bench.mc.connect([A]);
    const so = await bench.mc.sharedObject("room");
    const cyclic: { [key: string]: Value } = {};
    cyclic.self = cyclic;
    so.set("one", cyclic);
    for (let i = 0; i < 99; i++) {
      so.set(`slot${i}`, "x".repeat(50));
    }
    await so.set("two", { again: cyclic });
    const messages = asked(bench, "setSlots");
    expect(messages.length).toBeGreaterThan(5);
    expect(messages.flatMap((each) => (each.type === "setSlots" ? each.changes : []))).toHaveLength(101);
    expect(messages.every((each) => JSON.stringify(each).length < 3000)).toBe(true);
  });

  it("ignores syncs of a slot while a newer write is pending", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room");
    await so.synced;
    const seen = syncs(so);
    const values: Value[] = [];
    so.on("sync", () => values.push(so.get("x")));
    so.set("x", "mine");
    bench.gateway.emit({ type: "sync", name: "room", changes: [{ code: "change", slot: "x", value: "old" }] });
    await vi.waitFor(() => expect(values).toStrictEqual(["mine", "mine"]));
    expect(seen.map(({ changes }) => changes[0]?.code)).toStrictEqual(["change", "success"]);
    bench.gateway.emit({ type: "sync", name: "room", changes: [{ code: "reject", slot: "x", value: "theirs" }] });
    await vi.waitFor(() => expect(so.get("x")).toBe("theirs"));
    expect(seen.at(-1)?.changes).toStrictEqual([{ code: "reject", slot: "x", value: "theirs", oldValue: "mine" }]);
  });

  it("keeps each server's copy if that is requested", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room", { copies: true });
    bench.gateway.emit({
      type: "sync",
      name: "room",
      server: 1,
      version: 4,
      changes: [{ code: "change", slot: "x", value: 1 }],
    });
    await vi.waitFor(() => expect(so.copies.get(1)).toStrictEqual({ version: 4, data: { x: 1 } }));
    expect(so.data).toStrictEqual({});
    expect(asked(bench, "useSharedObject")).toMatchObject([{ copies: true, persistent: false }]);
  });

  it("sends messages after the preceding writes", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room");
    const received: unknown[] = [];
    so.on("message", (message) => received.push(message));
    so.set("a", 1);
    await so.send("say", "hi", new Date(0));
    expect(bench.requestTypes.slice(-2)).toStrictEqual(["setSlots", "sendMessage"]);
    await vi.waitFor(() => expect(received).toStrictEqual([{ server: 0, handler: "say", args: ["hi", new Date(0)] }]));
  });

  it("can be cleared, closed and used again", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room");
    await so.set("a", 1);
    await so.clear();
    expect(so.data).toStrictEqual({});
    await expect(bench.mc.sharedObject("room")).rejects.toMatchObject({ code: "bad-state" });
    await so.close();
    expect(bench.requestTypes.at(-1)).toBe("releaseSharedObject");
    await using again = await bench.mc.sharedObject("room");
    expect(again.data).toStrictEqual({});
  });

  it("rejects invalid values and paths synchronously", async () => {
    await using bench = await connected();
    const so = await bench.mc.sharedObject("room");
    so.set("text", "x");
    expect(() => so.set("text.deeper", 1)).toThrow("text has no members");
    expect(() => so.set("a..b", 1)).toThrow("expected names");
    expect(() => so.set("f", (() => {}) as never)).toThrow(TypeError);
    expect(so.data).toStrictEqual({ text: "x" });
    so.set("__proto__.polluted", 1);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
