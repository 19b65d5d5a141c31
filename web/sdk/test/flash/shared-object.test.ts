import { describe, expect, it, vi } from "vitest";
import { MultiConnection } from "../../src/flash/index.ts";
import { A, type Any, connected, useFlashBench } from "../support/flash-bench.ts";

const flash = useFlashBench();
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.current.open(),
}));

const made = (): Any => new MultiConnection();

describe("shared objects", () => {
  it("accept writes at any depth, before and after they are connected", async () => {
    const mc = made();
    const so = mc.sharedObjectSetup("info_so", true);
    expect(mc.setSoValue("info_so.data.user.name", "Foo")).toBe(true);
    expect(mc.getSoValue("info_so.data.user.name")).toBe("Foo");
    expect(mc.setSoValue("other_so.data.x", 1)).toBe(false);
    mc.connect([A]);
    await vi.waitFor(() =>
      expect(flash.current.sharedObjects.get("info_so")?.data).toStrictEqual({ user: { name: "Foo" } }),
    );
    so.data.user.age = 40;
    so.data.list = [1, 2];
    so.data.list[1] = 3;
    mc.setSoValue("info_so.data.user.name", null);
    expect(flash.current.sharedObjects.get("info_so")?.data).toStrictEqual({ user: { age: 40 }, list: [1, 3] });
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

  it("report their changes under their name to handlers and listeners", async () => {
    const mc = await connected();
    mc.sharedObjectSetup("info_so", false);
    expect(mc.info_so_sync()).toBeUndefined();
    await vi.waitFor(() => expect(flash.current.sharedObjects.has("info_so")).toBe(true));
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
    expect(flash.current.sharedObjects.get("chat")?.close).not.toHaveBeenCalled();
  });
});
