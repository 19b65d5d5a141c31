import { describe, expect, it, vi } from "vitest";
import { History } from "../../src/connection/history.ts";
import { abortable } from "../../src/shared/abort.ts";
import { Events } from "../../src/shared/events.ts";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) {
    list.push(item);
  }
  return list;
}

describe("History", () => {
  it("delivers all items to every reader", async () => {
    const history = new History<number>(10);
    history.push(1);
    const early = all(history.read());
    history.push(2);
    const late = all(history.read());
    await Promise.resolve();
    history.push(3);
    history.end();
    expect(await early).toStrictEqual([1, 2, 3]);
    expect(await late).toStrictEqual([1, 2, 3]);
    expect(await all(history.read())).toStrictEqual([1, 2, 3]);
  });

  it("is bounded, and slow readers skip removed items", async () => {
    const history = new History<number>(3);
    const reader = history.read();
    history.push(0);
    expect(await reader.next()).toStrictEqual({ done: false, value: 0 });
    for (let i = 1; i <= 10; i++) {
      history.push(i);
    }
    expect(history.items).toStrictEqual([8, 9, 10]);
    history.end();
    expect(await all(reader)).toStrictEqual([8, 9, 10]);
  });

  it("wakes a waiting reader when its signal aborts", async () => {
    const [history, controller] = [new History<number>(3), new AbortController()];
    const reading = all(history.read(controller.signal));
    await Promise.resolve();
    controller.abort(new Error("enough"));
    await expect(reading).rejects.toThrow("enough");
  });

  it("delivers undefined as an item", async () => {
    const history = new History<undefined>(3);
    history.push(undefined);
    history.end();
    expect(await all(history.read())).toStrictEqual([undefined]);
  });

  it.each([0, -1, 1.5])("rejects a bound of %d", (bound) => {
    expect(() => new History(bound)).toThrow(RangeError);
  });
});

describe("Events", () => {
  it("calls listeners in order until they are removed", () => {
    const [events, received] = [new Events<{ a: number }>(), [] as string[]];
    const first = events.on("a", (n) => received.push(`first ${n}`));
    events.on("a", (n) => received.push(`second ${n}`));
    events.emit("a", 1);
    first.off();
    events.emit("a", 2);
    expect(received).toStrictEqual(["first 1", "second 1", "second 2"]);
  });

  it("removes a listener when its signal aborts, and ignores an aborted signal", () => {
    const [events, controller, listener] = [new Events<{ a: number }>(), new AbortController(), vi.fn()];
    events.on("a", listener, { signal: controller.signal });
    controller.abort();
    events.on("a", listener, { signal: controller.signal });
    events.emit("a", 1);
    expect(listener).not.toHaveBeenCalled();
  });

  it("continues after a listener throws, and reports the error", () => {
    const [events, listener, report] = [new Events<{ a: number }>(), vi.fn(), vi.fn()];
    vi.stubGlobal("reportError", report);
    events.on("a", () => {
      throw new Error("mine");
    });
    events.on("a", listener);
    events.emit("a", 1);
    vi.unstubAllGlobals();
    expect(listener).toHaveBeenCalledWith(1);
    expect(report).toHaveBeenCalledWith(new Error("mine"));
  });
});

describe("abortable", () => {
  it("returns the value of the promise", async () => {
    const { signal } = new AbortController();
    await expect(abortable(Promise.resolve(7), signal)).resolves.toBe(7);
    await expect(abortable(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("throws the reason of the signal", async () => {
    const controller = new AbortController();
    const waiting = abortable(new Promise(() => {}), controller.signal);
    controller.abort("why");
    await expect(waiting).rejects.toBe("why");
    await expect(abortable(new Promise(() => {}), controller.signal)).rejects.toBe("why");
  });
});
