import { afterEach, describe, expect, it, vi } from "vitest";
import {
  _global,
  AsyncErrorEvent,
  Delegate,
  MultiConnection,
  mx,
  NetConnection,
  NetStatusEvent,
  NetStream,
  SharedObject,
  SyncEvent,
} from "../../src/flash/index.ts";
import { A, type Any, useFlashBench } from "../support/flash-bench.ts";
import { clock } from "../support/media.ts";

const flash = useFlashBench({ media: clock() });
vi.mock("../../src/flash/open-connection.ts", async (original) => ({
  ...(await original<object>()),
  openConnection: () => flash.current.open(),
}));

const CLASSES: Any[] = [NetConnection, NetStream, SharedObject, MultiConnection];
const added: Array<[object, string]> = [];

/** Adds a function to the prototype of a class, as code of ActionScript 1 does, until the end of the test. */
function onPrototype(of: Any, name: string, handler: (...args: Any[]) => unknown): void {
  of.prototype[name] = handler;
  added.push([of.prototype, name]);
}

afterEach(() => {
  for (const [prototype, name] of added.splice(0)) {
    delete (prototype as Any)[name];
  }
});

async function connected(nc: Any = new NetConnection()): Promise<Any> {
  nc.connect(A);
  await vi.waitFor(() => expect(nc.isConnected).toBe(true));
  return nc;
}

const emitted = (code: string) =>
  flash.current.bench.gateway.emit({
    type: "status",
    server: 0,
    info: { level: "status", code, description: "" },
  });

const answer = (method: string, ...args: Any[]) =>
  flash.current.handlers.get(method)?.({ server: 0, method, args, answerable: true });

describe("handlers on prototypes", () => {
  it("receive statuses and data, with the object as this", async () => {
    const received = vi.fn();
    onPrototype(NetConnection, "onStatus", function (this: Any, { code }: Any) {
      received(this, code);
    });
    const nc = await connected();
    expect(received).toHaveBeenCalledWith(nc, "NetConnection.Connect.Success");
    const [onMetaData, ns] = [vi.fn(), new NetStream(nc)];
    onPrototype(NetStream, "onMetaData", onMetaData);
    (ns as Any).onStatus = () => {};
    ns.play("show");
    await vi.waitFor(() => expect(flash.current.bench.requestTypes).toContain("play"));
    flash.current.bench.gateway.emit({ type: "data", server: 0, stream: 1, handler: "onMetaData", args: [{ a: 1 }] });
    await vi.waitFor(() => expect(onMetaData).toHaveBeenCalledWith({ a: 1 }));
  });

  it("are hidden by those of the object", async () => {
    const [own, inherited] = [vi.fn(), vi.fn()];
    onPrototype(NetConnection, "onStatus", inherited);
    const nc: Any = new NetConnection();
    nc.onStatus = own;
    await connected(nc);
    expect(own).toHaveBeenCalledOnce();
    expect(inherited).not.toHaveBeenCalled();
  });

  it("receive earlier messages before the next one", async () => {
    const nc = await connected();
    emitted("First");
    await new Promise((resolve) => setImmediate(resolve));
    const codes: string[] = [];
    onPrototype(NetConnection, "onStatus", ({ code }) => codes.push(code));
    emitted("Second");
    await vi.waitFor(() => expect(codes).toStrictEqual(["NetConnection.Connect.Success", "First", "Second"]));
    nc.close();
  });

  it("answer calls of the server, and so do methods of a subclass", async () => {
    onPrototype(NetConnection, "sum", (a, b) => a + b);
    class Chat extends NetConnection {
      whoAmI(): string {
        return this.uri;
      }
    }
    await connected(new Chat());
    expect([answer("sum", 1, 2), answer("whoAmI")]).toStrictEqual([3, A]);
    expect([...flash.current.handlers.keys()].sort()).toStrictEqual(["sum", "whoAmI"]);
  });

  it("do not expose the library's own methods, even replaced ones", async () => {
    const close = NetConnection.prototype.close;
    NetConnection.prototype.close = () => {};
    try {
      await connected();
      expect(flash.current.handlers.size).toBe(0);
    } finally {
      NetConnection.prototype.close = close;
    }
  });
});

describe("client", () => {
  it.each(CLASSES)("is the object itself by default", (of) => {
    const object = of === NetStream ? new NetStream(new NetConnection()) : new of("name", false);
    expect(object.client).toBe(object);
    const client = { hello: () => {} };
    object.client = client;
    expect(object.client).toBe(client);
    object.client = null;
    expect(object.client).toBe(object);
  });

  it("answers calls of a MultiConnection's servers", async () => {
    const mc: Any = new MultiConnection();
    mc.client = { greet: (name: string) => `hello ${name}` };
    mc.connect([A]);
    await vi.waitFor(() => expect(mc.isConnected).toBe(true));
    expect(answer("greet", "you")).toBe("hello you");
  });
});

describe("events", () => {
  it("of a status are NetStatusEvents", async () => {
    const nc: Any = new NetConnection();
    const received: NetStatusEvent[] = [];
    const listener = (event: NetStatusEvent) => received.push(event);
    nc.addEventListener(NetStatusEvent.NET_STATUS, listener);
    expect([nc.hasEventListener("netStatus"), nc.hasEventListener("sync")]).toStrictEqual([true, false]);
    await connected(nc);
    const [event] = received as [NetStatusEvent];
    expect(event).toBeInstanceOf(NetStatusEvent);
    expect([event.type, event.bubbles, event.cancelable, event.target]).toStrictEqual(["netStatus", false, false, nc]);
    expect(event.currentTarget).toBe(nc);
    expect(event.info).toMatchObject({ code: "NetConnection.Connect.Success", level: "status" });
    const clone = event.clone() as NetStatusEvent;
    expect([clone.info, clone.target]).toStrictEqual([event.info, null]);
    expect(clone).toBeInstanceOf(NetStatusEvent);
    expect(String(event)).toBe('[NetStatusEvent type="netStatus" bubbles=false cancelable=false info=[object Object]]');
    nc.removeEventListener("netStatus", listener);
    expect(nc.hasEventListener("netStatus")).toBe(false);
  });

  it("of changes are SyncEvents", async () => {
    const nc = await connected();
    const so: Any = SharedObject.getRemote("users", nc.uri);
    const received = vi.fn();
    so.addEventListener(SyncEvent.SYNC, received);
    so.connect(nc);
    so.setProperty("a", 1);
    await vi.waitFor(() => expect(received).toHaveBeenCalled());
    expect(received.mock.lastCall?.[0]).toBeInstanceOf(SyncEvent);
    expect(received.mock.lastCall?.[0].changeList).toStrictEqual([{ code: "success", name: "a" }]);
  });

  it("of errors that a handler throws are AsyncErrorEvents, if there is a listener", async () => {
    vi.stubGlobal("reportError", vi.fn());
    const nc: Any = new NetConnection();
    const [received, mine, other] = [vi.fn(), new Error("mine"), new Error("other")];
    nc.onStatus = () => {
      throw mine;
    };
    nc.addEventListener(AsyncErrorEvent.ASYNC_ERROR, received);
    nc.addEventListener(AsyncErrorEvent.ASYNC_ERROR, () => {
      throw other;
    });
    await connected(nc);
    expect(received.mock.calls[0]?.[0]).toMatchObject({ type: "asyncError", error: mine, text: "mine", target: nc });
    expect(reportError).toHaveBeenCalledExactlyOnceWith(other);
    nc.onStatus = undefined;
    vi.unstubAllGlobals();
  });
});

describe("ActionScript 2", () => {
  it("binds functions to objects", () => {
    const foo = { name: "Foo", greet: (_: string): string => "" };
    const bound = mx.utils.Delegate.create(foo, function (this: Any, to: string) {
      return `${this.name} greets ${to}`;
    });
    expect(bound("you")).toBe("Foo greets you");
    expect(Delegate).toBe(mx.utils.Delegate);
  });

  it("has global variables", () => {
    _global.score = 7;
    expect((globalThis as Any).score).toBe(7);
    delete _global.score;
  });
});
