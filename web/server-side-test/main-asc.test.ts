import { readFileSync } from "node:fs";
import { parse } from "acorn";
import { describe, expect, it } from "vitest";
import { type FlashClient, MAIN_ASC, MediaServer } from "./media-server.ts";

const RED5_APPLICATION = new URL(
  "../../docs/examples/server-side/red5/src/io/multiconnection/example/MultiConnectionApplication.java",
  import.meta.url,
);

const KEY = "s3cret";
const GUARDED = { name: "live/backstage", config: { operatorKey: KEY, pendingRooms: "vip, backstage" } };

/** Methods and arguments of the calls that a client has received from the server. */
function received(client: FlashClient): unknown[] {
  return client.received.map(({ method, args }) => [method, ...args]);
}

/** A copy without the prototypes of the script's own realm. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function users(server: MediaServer): unknown {
  return plain(Object.fromEntries(server.objects.get("users")?.slots ?? []));
}

describe("main.asc", () => {
  it("is ECMAScript 3, as the server's engine, in ASCII", () => {
    const source = readFileSync(MAIN_ASC, "utf8");
    expect(() => parse(source, { ecmaVersion: 3 })).not.toThrow();
    expect(() => parse("let x = 1;", { ecmaVersion: 3 })).toThrow();
    expect(source).toMatch(/^[\t\n -~]*$/);
  });

  it("has the calls that the guide lists, as has the application for Red5", () => {
    const guide = readFileSync(new URL("../../docs/guides/server-side.md", import.meta.url), "utf8");
    const red5 = readFileSync(RED5_APPLICATION, "utf8");
    const server = new MediaServer({ config: { operatorKey: KEY } });
    const operator = server.connect("Boss", KEY);
    const listed = [...guide.matchAll(/^\| `(\w+)\([^|]*` \|/gm)].map(([, name]) => name as string);
    expect(listed.length).toBeGreaterThan(10);
    for (const method of listed.filter((name) => !name.startsWith("on"))) {
      expect(operator[method], method).toBeTypeOf("function");
      expect(red5, method).toContain(`"${method}"`);
    }
  });
});

describe("calls", () => {
  const server = new MediaServer({ name: "live/lobby", recordings: { show: 12.5 } });
  const client = server.connect("Foo");

  it.each([
    ["echo", ["hello"], "hello"],
    ["echo", [{ a: [1, null] }], { a: [1, null] }],
    ["echo", [], undefined],
    ["add", [2, 3.5], 5.5],
    ["whoami", [], { id: "c1", user: "Foo", app: "live/lobby", address: "192.0.2.1" }],
    ["getStreamLength", ["show"], 12.5],
    ["getStreamLength", ["none"], 0],
    ["getStreamLength", [{}], 0],
    ["listStreams", [], []],
    ["releaseStream", ["show"], undefined],
  ])("%s(%j) returns %j", (method, args, result) => {
    const answer = server.call(client, method, ...args);
    expect(answer.error).toBeUndefined();
    expect(result === undefined ? answer.result : plain(answer.result)).toStrictEqual(result);
  });

  it("getTime returns a date", () => {
    expect(server.call(client, "getTime").result).toMatchObject(new Date(1_000_000));
  });

  it("an unknown method is an error", () => {
    expect(server.call(client, "subtract", 3, 2).error).toContain("Method not found");
  });

  it("answers the commands of encoders", () => {
    const encoder = server.connect();
    server.call(encoder, "FCPublish", "show");
    server.call(encoder, "FCUnpublish", "show");
    server.call(encoder, "FCSubscribe", "show");
    expect(encoder.received.map(({ method }) => method)).toStrictEqual([
      "onFCPublish",
      "onFCUnpublish",
      "onFCSubscribe",
    ]);
    expect(encoder.received[0]?.args).toMatchObject([{ code: "NetStream.Publish.Start", description: "show" }]);
  });

  it("broadcast reaches the connected clients, and checks its text", () => {
    const other = new MediaServer(GUARDED);
    const operator = other.connect("Boss", KEY);
    const waiting = other.connect("Foo");
    expect(other.call(operator, "broadcast", "hello").result).toBe(1);
    expect(received(operator).at(-1)).toStrictEqual(["onBroadcast", "Boss", "hello"]);
    expect(waiting.received).toStrictEqual([]);
    for (const text of ["", "x".repeat(1001), 7, undefined]) {
      expect(other.call(operator, "broadcast", text).error).toContain("1 to 1000 characters");
    }
  });

  it("listStreams lists what is being published, under any name", () => {
    const names = ["webCastName", "__proto__", "constructor", "$"];
    for (const name of names) {
      server.publish(client, name);
    }
    const list = names.sort().map((name) => ({ name, live: true }));
    expect(plain(server.call(client, "listStreams").result)).toStrictEqual(list);
    server.unpublish(client, "__proto__");
    expect(server.call(client, "listStreams").result).toHaveLength(3);
  });

  it("listStreams forgets the streams of a client that is gone", () => {
    const publisher = server.connect("Bar");
    server.publish(publisher, "lost");
    expect(JSON.stringify(server.call(client, "listStreams").result)).toContain("lost");
    server.leave(publisher);
    expect(JSON.stringify(server.call(client, "listStreams").result)).not.toContain("lost");
  });
});

describe("pending clients", () => {
  it("are connected when an operator accepts them", () => {
    const server = new MediaServer(GUARDED);
    const operator = server.connect("Boss", KEY);
    const client = server.connect("Foo");
    expect(client.state).toBe("pending");
    expect(server.call(client, "echo", 1).error).toContain("not connected");
    const [[method, notice]] = received(operator) as [[string, { id: string }]];
    expect(method).toBe("onPending");
    expect(plain(notice)).toStrictEqual({ id: "c2", user: "Foo", since: new Date(1_000_000).toISOString() });
    expect(server.call(operator, "listPending").result).toHaveLength(1);
    expect(server.call(operator, "acceptClient", notice.id).result).toBe(true);
    expect(client.state).toBe("accepted");
    expect(server.call(client, "echo", 1).result).toBe(1);
    expect(received(operator).at(-1)).toStrictEqual(["onPendingGone", "c2"]);
    expect(server.call(operator, "listPending").result).toHaveLength(0);
    expect(server.call(operator, "acceptClient", notice.id).result).toBe(false);
  });

  it.each([
    ["Come back tomorrow.", "Come back tomorrow."],
    ["", "An operator has rejected you."],
    [undefined, "An operator has rejected you."],
    ["x".repeat(300), "x".repeat(255)],
  ])("receive the reason of a rejection (%j)", (reason, sent) => {
    const server = new MediaServer(GUARDED);
    const operator = server.connect("Boss", KEY);
    const client = server.connect("Foo");
    expect(server.call(operator, "rejectClient", "c2", reason).result).toBe(true);
    expect(client).toMatchObject({ state: "rejected", rejection: { reason: sent } });
    expect(server.call(operator, "rejectClient", "c2", reason).result).toBe(false);
  });

  it("are forgotten when they leave", () => {
    const server = new MediaServer(GUARDED);
    const operator = server.connect("Boss", KEY);
    server.leave(server.connect("Foo"));
    expect(received(operator).at(-1)).toStrictEqual(["onPendingGone", "c2"]);
    expect(server.call(operator, "acceptClient", "c2").result).toBe(false);
  });

  it("are rejected after the configured time, in order", () => {
    const server = new MediaServer({ ...GUARDED, config: { ...GUARDED.config, pendingSeconds: "30" } });
    const early = server.connect("Foo");
    server.wait(20);
    const late = server.connect("Bar");
    server.wait(9);
    expect([early.state, late.state]).toStrictEqual(["pending", "pending"]);
    server.wait(1);
    expect([early.state, late.state]).toStrictEqual(["rejected", "pending"]);
    expect(early.rejection).toMatchObject({ reason: "No operator has decided in time." });
    server.wait(20);
    expect(late.state).toBe("rejected");
  });

  it("are limited in number", () => {
    const server = new MediaServer({ ...GUARDED, config: { ...GUARDED.config, pendingMax: "2" } });
    const operator = server.connect("Boss", KEY);
    server.connect("Foo");
    server.connect("Foo");
    const third = server.connect("Foo");
    expect(third).toMatchObject({ state: "rejected", rejection: { reason: "Too many clients are pending." } });
    server.call(operator, "acceptClient", "c2");
    expect(server.connect("Foo").state).toBe("pending");
  });

  it.each([
    ["live", undefined, "accepted"],
    ["live", "", "accepted"],
    ["live", "backstage", "accepted"],
    ["live", "_definst_", "pending"],
    ["live/_definst_", "_definst_", "pending"],
    ["live/lobby", "backstage,vip", "accepted"],
    ["live/vip", "backstage, vip", "pending"],
    ["live/lobby", "*", "pending"],
    ["live", "*", "pending"],
    ["live/a/b", "b", "accepted"],
    ["live/a/b", "a/b", "pending"],
  ])("exist in %s with pendingRooms %j: %s", (name, pendingRooms, state) => {
    const config = pendingRooms === undefined ? {} : { pendingRooms };
    expect(new MediaServer({ name, config }).connect("Foo").state).toBe(state);
  });
});

describe("operators", () => {
  const calls = ["listPending", "acceptClient", "rejectClient", "setRoom", "removeRoom"];

  it.each([
    ["without a key", KEY, []],
    ["with another key", KEY, ["Foo", "wrong"]],
    ["with null", KEY, ["Foo", null]],
    ["with the key as name", KEY, [KEY]],
    ["with an empty key that is not configured", "", ["Foo", ""]],
    ["with nothing that is not configured", "", ["Foo", undefined]],
  ])("are not clients %s", (_, operatorKey, args) => {
    const server = new MediaServer({ config: { operatorKey } });
    const client = server.connect(...args);
    for (const method of calls) {
      expect(server.call(client, method, "c1", { capacity: 1 }).error, method).toContain("Method not found");
    }
  });

  it("maintain the directory of rooms", () => {
    const server = new MediaServer({ config: { operatorKey: KEY } });
    const operator = server.connect("Boss", KEY);
    const room = { url: "rtmp://a.example/chat/lobby", capacity: 20, group: "chat", users: null, other: 1 };
    expect(server.call(operator, "setRoom", "lobby", room).result).toBe(true);
    const rooms = server.objects.get("rooms (persistent)");
    expect(plain(rooms?.getProperty("lobby"))).toStrictEqual({ url: room.url, capacity: 20, group: "chat" });
    expect(server.call(operator, "setRoom", "lobby", { url: room.url }).error).toContain("capacity");
    expect(server.call(operator, "setRoom", "", room).error).toContain("1 to 255 characters");
    expect(server.call(operator, "setRoom", "x".repeat(256), room).error).toContain("1 to 255 characters");
    expect(server.call(operator, "removeRoom", "lobby").result).toBe(true);
    expect(rooms?.slots.size).toBe(0);
    expect(server.call(operator, "removeRoom", "lobby").result).toBe(false);
  });
});

describe("the shared object users", () => {
  it("lists the connected clients, and no pending ones", () => {
    const server = new MediaServer(GUARDED);
    const operator = server.connect("Boss", KEY);
    const client = server.connect("x".repeat(100));
    expect(users(server)).toStrictEqual({ c1: { user: "Boss" } });
    server.call(operator, "acceptClient", "c2");
    expect(users(server)).toStrictEqual({ c1: { user: "Boss" }, c2: { user: "x".repeat(60) } });
    server.leave(client);
    expect(users(server)).toStrictEqual({ c1: { user: "Boss" } });
    server.leave(operator);
    expect(users(server)).toStrictEqual({});
  });

  it.each([[undefined], [7], [null], [{}]])("has no name for a client that gives %j", (user) => {
    const server = new MediaServer();
    server.connect(user);
    expect(users(server)).toStrictEqual({ c1: { user: "" } });
  });
});
