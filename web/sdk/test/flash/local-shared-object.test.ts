import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { FakeStorage } from "../support/fake-storage.ts";
import type { Any } from "../support/flash-bench.ts";

let storage: FakeStorage;
let page: EventTarget;

/** Loads the library as a page does that is opened anew. */
async function load(url = "https://www.example/chat/index.html"): Promise<Any> {
  vi.resetModules();
  page = new EventTarget();
  vi.stubGlobal("location", new URL(url));
  vi.stubGlobal("localStorage", storage);
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  onTestFinished(() => void vi.unstubAllGlobals());
  const { SharedObject, SharedObjectFlushStatus, NetConnection } = await import("../../src/flash/index.ts");
  return { SharedObject, SharedObjectFlushStatus, NetConnection };
}

beforeEach(() => {
  storage = new FakeStorage();
});

describe("SharedObject.getLocal", () => {
  it("returns data that an earlier page has flushed", async () => {
    const { SharedObject, SharedObjectFlushStatus } = await load();
    const so = SharedObject.getLocal("settings");
    expect(so.data).toStrictEqual({});
    so.data.volume = 7;
    so.data.seen = new Date(5);
    so.data.friends = [{ name: "Foo" }];
    so.data.friends.push(so.data.friends[0]);
    so.data.nothing = null;
    so.setProperty("late", undefined);
    expect([so.flush(), so.flush() === SharedObjectFlushStatus.FLUSHED]).toStrictEqual([true, true]);
    expect(SharedObject.getLocal("settings")).toBe(so);
    const { data } = (await load()).SharedObject.getLocal("settings");
    expect(data).toStrictEqual({
      ...{ volume: 7, seen: new Date(5), nothing: null, late: undefined },
      friends: [{ name: "Foo" }, { name: "Foo" }],
    });
    expect(data.friends[1]).toBe(data.friends[0]);
  });

  it.each(["pagehide", "visibilitychange"])("stores changes with the event %s, and nothing else", async (leaving) => {
    const { SharedObject } = await load();
    const [changed, unchanged] = [SharedObject.getLocal("a"), SharedObject.getLocal("b")];
    changed.data.x = 1;
    page.dispatchEvent(new Event(leaving));
    expect(storage.written).toHaveLength(1);
    page.dispatchEvent(new Event(leaving));
    expect(storage.written).toHaveLength(1);
    unchanged.data.f = () => {};
    page.dispatchEvent(new Event(leaving));
    expect((await load()).SharedObject.getLocal("a").data).toStrictEqual({ x: 1 });
  });

  it("shares objects between the pages of a folder, or of localPath", async () => {
    const write = async (url: string, path?: string) => {
      const so = (await load(url)).SharedObject.getLocal("o", path);
      so.data.url ??= url;
      so.flush();
      return so.data.url;
    };
    const [one, two, other] = ["https://e.example/a/1.html", "https://e.example/a/2.html", "https://e.example/b/c/3"];
    expect([await write(one), await write(two), await write(other)]).toStrictEqual([one, one, other]);
    expect([await write(two, "/"), await write(other, "/")]).toStrictEqual([two, two]);
    expect([await write(other, "/b"), await write("https://e.example/b/d", "/b/")]).toStrictEqual([other, other]);
  });

  it.each([
    ["has space"],
    ["a~b"],
    [""],
    ["o", "/other"],
    ["o", "/cha"],
    ["o", null, true, "http://www.example/chat/"],
  ])("returns null for %j, path %j, secure %j", async (name, path?: Any, secure?: Any, url?: Any) => {
    const { SharedObject } = await load(url);
    expect(SharedObject.getLocal(name, path, secure)).toBeNull();
    expect(SharedObject.getLocal("work/addresses", "/chat/", false)).not.toBeNull();
  });

  it("is for HTTPS if it is secure", async () => {
    expect((await load()).SharedObject.getLocal("o", null, true)).not.toBeNull();
  });
});

describe("a local SharedObject", () => {
  it("has a size, and is cleared", async () => {
    const so = (await load()).SharedObject.getLocal("o");
    expect([so.size, so.getSize()]).toStrictEqual([0, 0]);
    so.data.text = "ä".repeat(100);
    const { data } = so;
    expect(so.size).toBe('[{"text":""}]'.length + 200);
    so.flush();
    so.clear();
    expect([so.size, so.data === data, storage.length]).toStrictEqual([0, true, 0]);
  });

  it("is not stored beyond its bound", async () => {
    const so = (await load()).SharedObject.getLocal("o");
    const onStatus = vi.fn();
    so.onStatus = onStatus;
    so.data.text = "x".repeat(1024 * 1024);
    expect(so.flush()).toBe(false);
    expect(onStatus).toHaveBeenCalledWith({
      code: "SharedObject.Flush.Failed",
      level: "error",
      description: `${1024 * 1024 + 13} bytes, expected up to 1048576`,
    });
    so.data.text = "x";
    expect([so.flush(2_000_000), so.flush(1_000_000)]).toStrictEqual([false, true]);
  });

  it.each([
    ["the browser's storage is full", () => (storage.full = true), "QuotaExceededError"],
    ["it contains a function", (so: Any) => (so.data.f = () => {}), "which AMF cannot represent"],
  ])("is not stored if %s", async (_, prepare, reason) => {
    const so = (await load()).SharedObject.getLocal("o");
    so.onStatus = vi.fn();
    so.data.x = 1;
    prepare(so);
    expect(so.flush()).toBe(false);
    expect(so.onStatus.mock.calls[0][0].description).toContain(reason);
    expect(storage.length).toBe(0);
  });

  it("works in memory if the browser stores nothing, or what is stored cannot be read", async () => {
    const { SharedObject } = await load();
    const so = SharedObject.getLocal("o");
    so.data.x = 1;
    so.flush();
    for (const key of storage.keys()) {
      storage.setItem(key, "{");
    }
    expect((await load()).SharedObject.getLocal("o").data).toStrictEqual({});
    vi.stubGlobal("localStorage", undefined);
    const memory = SharedObject.getLocal("other");
    memory.data.x = 1;
    expect([memory.data.x, memory.flush()]).toStrictEqual([1, false]);
  });

  it("is not connected, and receives neither syncs nor messages", async () => {
    const { SharedObject, NetConnection } = await load();
    const so = SharedObject.getLocal("o");
    Object.assign(so, { onSync: vi.fn(), hello: vi.fn() });
    expect(so.connect(new NetConnection())).toBe(false);
    so.setProperty("x", 1);
    so.setDirty("x");
    so.send("hello");
    so.fps = 5;
    so.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(so.data).toStrictEqual({ x: 1 });
    expect([so.onSync, so.hello].map((each) => each.mock.calls)).toStrictEqual([[], []]);
    expect(() => {
      so.data = {};
    }).toThrow(TypeError);
  });
});
