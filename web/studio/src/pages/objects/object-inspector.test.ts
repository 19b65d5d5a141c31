import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeSharedObjects } from "../../../../fake-gateway/fake-shared-objects.ts";
import { Bench } from "../../../../sdk/test/support/in-memory.ts";
import { addressesOf } from "../../shared/servers/server-session.ts";
import { ChangeFeed } from "./change-feed.ts";
import { ObjectInspector, slotsOf } from "./object-inspector.ts";

const [A, B] = ["rtmp://a.example/live", "rtmp://b.example/live"] as const;
const FORM = { name: "info_so", persistent: false, mirror: false };

/** Inspectors of several clients on the same servers. */
class Pages implements AsyncDisposable {
  readonly #objects = new FakeSharedObjects();
  readonly #benches: Bench[] = [];

  async open(servers: string[]): Promise<ObjectInspector> {
    const bench = new Bench({ objects: this.#objects });
    this.#benches.push(bench);
    const inspector = new ObjectInspector(() => bench.mc);
    await inspector.use("", servers, FORM);
    return inspector;
  }

  get last(): Bench {
    return this.#benches.at(-1) as Bench;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#benches.map(({ mc }) => mc.close()));
  }
}

const slot = (inspector: ObjectInspector, name: string) => inspector.slots.find((each) => each.name === name);

/** Ends the time in which messages count as initial content. */
function endLoading(): void {
  vi.advanceTimersByTime(1000);
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a list of servers", () => {
  it("contains addresses and names of pools, separated by white space or commas", () => {
    expect(addressesOf(`${A}\n main, ${B}`)).toStrictEqual([A, { pool: "main" }, B]);
  });
});

describe("the inspector of a shared object", () => {
  it("shows the content of every server, and writes to all of them", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    await using pages = new Pages();
    const page = await pages.open([A, B]);
    expect(page.phase).toBe("open");
    await vi.waitFor(() => expect(page.copy(1)).toMatchObject({ slots: 0 }));
    endLoading();
    page.write(["list 10"], 1);
    page.write(["user", "name"], "Ada");
    page.write(["list 2"], 2);
    expect(slot(page, "user")).toMatchObject({ value: { name: "Ada" }, pending: true, differs: false });
    await vi.waitFor(() => expect(slot(page, "user")).toMatchObject({ pending: false, differs: false }));
    expect(page.slots.map(({ name }) => name)).toStrictEqual(["list 2", "list 10", "user"]);
    expect(page.copy(1)).toMatchObject({ slots: 3, isLoading: false });
    expect(page.feed.entries.find((entry) => entry.slot === "user")).toMatchObject({
      author: "page",
      servers: [0, 1],
      after: '{name: "Ada"}',
      outcome: "stands",
    });
    page.write(["user"], undefined);
    await vi.waitFor(() => expect(page.feed.entries[0]).toMatchObject({ before: '{name: "Ada"}', outcome: "stands" }));
    expect(page.feed.entries[0]).not.toHaveProperty("after");
    expect(slot(page, "user")).toBeUndefined();
  });

  it("marks a slot that differs between servers, and synchronizes it", async () => {
    vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
    await using pages = new Pages();
    const page = await pages.open([A, B]);
    const other = await pages.open([B]);
    await vi.waitFor(() => expect(page.copy(1)).toBeDefined());
    endLoading();
    page.write(["topic"], "tea");
    await vi.waitFor(() => expect(slot(other, "topic")?.value).toBe("tea"));
    other.write(["topic"], "coffee");
    await vi.waitFor(() => expect(slot(page, "topic")).toMatchObject({ value: "tea", differs: true }));
    expect(page.valuesOf("topic")).toStrictEqual([
      { server: 0, value: "tea" },
      { server: 1, value: "coffee" },
    ]);
    expect(page.feed.entries[0]).toMatchObject({ author: "other", servers: [1], before: '"tea"', after: '"coffee"' });
    page.write(["topic"], "coffee");
    await vi.waitFor(() => expect(slot(page, "topic")).toMatchObject({ value: "coffee", differs: false }));
  });

  it("shows a slot that exists on a server but not in the merged object", async () => {
    await using pages = new Pages();
    const page = await pages.open([A]);
    pages.last.gateway.emit({
      type: "sync",
      name: "info_so",
      server: 0,
      version: 3,
      changes: [{ code: "change", slot: "x", value: 1 }],
    });
    await vi.waitFor(() => expect(page.slots).toHaveLength(1), { timeout: 2000 });
    expect(slot(page, "x")?.value).toBeUndefined();
  });

  it("receives messages, and clears the object", async () => {
    await using pages = new Pages();
    const page = await pages.open([A]);
    const other = await pages.open([A]);
    await other.send("hello", ["everybody", 5]);
    await vi.waitFor(() =>
      expect(page.received).toMatchObject([{ handler: "hello", args: '"everybody", 5', server: 0 }]),
    );
    await page.writeAll({ a: 1, b: [2] });
    await vi.waitFor(() => expect(other.slots).toHaveLength(2));
    await other.clear();
    await vi.waitFor(() => expect(page.slots).toHaveLength(0));
  });

  it("exports the object, and imports it again", async () => {
    await using pages = new Pages();
    const page = await pages.open([A]);
    const slots = { at: new Date(5), list: [1, undefined], user: { name: "Ada" } };
    await page.writeAll(slots);
    expect(slotsOf(page.export())).toStrictEqual(slots);
    expect(JSON.parse(page.export())).toMatchObject({ name: "info_so", copies: [{ server: A }] });
    expect(slotsOf('{"name": "x"}')).toStrictEqual({ name: "x" });
    expect(() => slotsOf("[1]")).toThrow("The file contains no slots");
    expect(() => slotsOf("nothing")).toThrow("The file is not valid JSON.");
  });

  it("explains why it is not open, and keeps the last content", async () => {
    await using pages = new Pages();
    const empty = await pages.open([]);
    expect(empty.problem).toBe("Enter the address of a server, such as rtmp://host/app.");
    const wrong = await pages.open(["http://a.example/live"]);
    expect(wrong.problem).toContain("must start with rtmp://");
    const page = await pages.open([A]);
    page.write(["a"], 1);
    await vi.waitFor(() => expect(slot(page, "a")?.pending).toBe(false));
    pages.last.socket.end(1006);
    await vi.waitFor(() => expect(page.phase).toBe("closed"));
    expect(page.problem).toContain("cannot be reached");
    expect(page.servers).toMatchObject([{ state: "Failed", cause: "lost" }]);
    expect(page.slots).toHaveLength(1);
    expect(() => page.write(["a"], 2)).toThrow("no longer open");
  });

  it("reports a write that the gateway rejects", async () => {
    await using pages = new Pages();
    const page = await pages.open([A]);
    page.write(["a"], "x".repeat(300_000));
    await vi.waitFor(() => expect(page.problem).toContain("expected at most"));
    expect(slot(page, "a")?.pending).toBe(false);
  });
});

describe("the change feed", () => {
  it("merges the reports of several servers into one entry with its author", () => {
    let now = 0;
    const feed = new ChangeFeed(3, () => now);
    const add = (code: "change" | "success" | "reject", value: string, server?: number) =>
      feed.add({
        changes: [{ code, slot: "x", value }],
        oldValue: () => "old",
        ...(server !== undefined && { server }),
      });
    add("change", "theirs", 1);
    add("change", "theirs");
    add("success", "theirs", 0);
    expect(feed.entries).toMatchObject([{ author: "other", servers: [0, 1], before: '"old"', after: '"theirs"' }]);
    now += 5000;
    add("success", "theirs", 2);
    expect(feed.entries[0]).toMatchObject({ author: "gateway", servers: [2] });
    feed.wrote("x", '"theirs"', '"mine"');
    add("change", "other", 0);
    add("reject", "other");
    expect(feed.entries.map(({ author, outcome }) => [author, outcome])).toStrictEqual([
      ["other", undefined],
      ["page", "lost"],
      ["gateway", undefined],
    ]);
  });

  it("ignores the initial content of a server until it pauses", () => {
    let now = 0;
    const feed = new ChangeFeed(10, () => now);
    const oldValue = () => undefined;
    feed.add({ server: 1, changes: [{ code: "clear" }, { code: "change", slot: "a", value: 1 }], oldValue });
    now += 200;
    feed.add({ server: 1, changes: [{ code: "change", slot: "b", value: 1 }], oldValue });
    expect(feed.entries).toMatchObject([{ text: "sent its content", servers: [1] }]);
    expect([feed.isLoading(1), feed.isLoading(0)]).toStrictEqual([true, false]);
    now += 300;
    feed.add({ server: 1, changes: [{ code: "change", slot: "c", value: 1 }], oldValue });
    expect(feed.entries).toHaveLength(2);
  });
});
