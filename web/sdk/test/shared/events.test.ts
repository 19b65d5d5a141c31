import { describe, expect, expectTypeOf, it, vi } from "vitest";
import { EventEmitter } from "../../src/shared/event-emitter.ts";

interface Fired {
  count: number;
  end: undefined;
}

class Source extends EventEmitter<Fired> {
  fire(count: number): void {
    this.emit("count", count);
  }

  end(): void {
    this.emit("end", undefined);
  }
}

/** Ways to listen to `count`, as functions that return what they received. */
const WAYS = {
  on: (source: Source, options?: { once?: boolean; signal?: AbortSignal }) => {
    const received: number[] = [];
    source.on("count", (count) => received.push(count), options);
    return received;
  },
  addEventListener: (source: Source, options?: { once?: boolean; signal?: AbortSignal }) => {
    const received: number[] = [];
    source.addEventListener("count", ({ detail }) => received.push(detail), options);
    return received;
  },
};

describe.each(Object.entries(WAYS))("a listener of %s", (_, listen) => {
  it("receives all events", () => {
    const source = new Source();
    const received = listen(source);
    source.fire(1);
    source.end();
    source.fire(2);
    expect(received).toStrictEqual([1, 2]);
  });

  it("receives one event with once", () => {
    const source = new Source();
    const received = listen(source, { once: true });
    source.fire(1);
    source.fire(2);
    expect(received).toStrictEqual([1]);
  });

  it("receives one event with once, even if it causes another", () => {
    const source = new Source();
    const received = listen(source, { once: true });
    source.on("count", (count) => count < 3 && source.fire(count + 1));
    source.fire(1);
    expect(received).toHaveLength(1);
  });

  it("is removed when its signal aborts", () => {
    const source = new Source();
    const controller = new AbortController();
    const received = listen(source, { signal: controller.signal });
    source.fire(1);
    controller.abort();
    source.fire(2);
    expect(received).toStrictEqual([1]);
    expect(listen(source, { signal: controller.signal })).toStrictEqual([]);
    source.fire(3);
    expect(received).toStrictEqual([1]);
  });
});

describe("a listener", () => {
  it("is removed by its subscription, with or without once, and no longer follows its signal", () => {
    const source = new Source();
    const { signal } = new AbortController();
    const remove = vi.spyOn(signal, "removeEventListener");
    const listener = vi.fn();
    source.on("count", listener, { signal }).off();
    source.on("count", listener, { once: true }).off();
    source.fire(1);
    expect(listener).not.toHaveBeenCalled();
    expect(remove).toHaveBeenCalledOnce();
  });

  it("of addEventListener is removed by removeEventListener", () => {
    const source = new Source();
    const listener = vi.fn();
    source.addEventListener("count", listener);
    source.removeEventListener("count", listener);
    source.fire(1);
    expect(listener).not.toHaveBeenCalled();
  });

  it("of addEventListener may be an object, and gets the source as target", () => {
    const source = new Source();
    const targets: unknown[] = [];
    source.addEventListener("end", { handleEvent: (event) => targets.push(event.target, event.type) });
    source.end();
    expect(targets).toStrictEqual([source, "end"]);
    expect(source).toBeInstanceOf(EventTarget);
  });

  it("has the type of its events", () => {
    const source = new Source();
    source.addEventListener("count", (event) => expectTypeOf(event).toEqualTypeOf<CustomEvent<number>>());
    source.addEventListener("else", (event) => expectTypeOf(event).toEqualTypeOf<Event>());
    expectTypeOf(source.once("count")).toEqualTypeOf<Promise<number>>();
  });
});

describe("once", () => {
  it("is fulfilled with the next event", async () => {
    const source = new Source();
    source.fire(1);
    const next = source.once("count");
    source.fire(2);
    source.fire(3);
    expect(await next).toBe(2);
  });

  it("is rejected when its signal aborts", async () => {
    const source = new Source();
    const controller = new AbortController();
    const next = source.once("count", { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
    await expect(source.once("count", { signal: controller.signal })).rejects.toThrow("enough");
  });
});
