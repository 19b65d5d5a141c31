import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeRooms } from "../../../../fake-gateway/fake-rooms.ts";
import { Bench } from "../../../../sdk/test/support/in-memory.ts";
import { MAX_TEST_CLIENTS, TestClients } from "./test-clients.ts";

const LOBBY = "rtmp://a.example/chat/lobby";
let rooms: FakeRooms;
let benches: Bench[];
let clients: TestClients;

beforeEach(() => {
  rooms = new FakeRooms({
    chat: {
      master: "rtmp://master.example/rooms",
      state: "current",
      malformed: 0,
      rooms: [
        { id: "lobby", servers: [LOBBY], capacity: 2 },
        { id: "backstage", servers: [LOBBY], capacity: 2, guarded: true },
      ],
    },
  });
  benches = [];
  clients = new TestClients(() => {
    const bench = new Bench({ rooms });
    benches.push(bench);
    return bench.mc;
  });
});

afterEach(async () => {
  clients.leaveAll();
  await Promise.all(benches.map(({ mc }) => mc.closed));
});

const states = () => clients.list.map(({ user, state }) => `${user} ${state}`);

describe("test clients", () => {
  it("start several clients, of which as many join as there are places", async () => {
    clients.start("", { room: "lobby", user: "Ada" }, 3);
    await vi.waitFor(() => expect(states().filter((each) => each.endsWith("inside"))).toHaveLength(2));
    const out = clients.list.filter(({ state }) => state === "rejected");
    expect(out).toMatchObject([{ text: "Room full.", tone: "bad" }]);
    expect(clients.list.find(({ state }) => state === "inside")).toMatchObject({ text: "Joined lobby.", url: LOBBY });
    expect(clients.list.map(({ user }) => user)).toStrictEqual(["Ada 3", "Ada 2", "Ada 1"]);
  });

  it("show what a client waits for, and the reason of an operator", async () => {
    clients.start("", { room: "backstage" }, 1);
    await vi.waitFor(() => expect(clients.list[0]?.text).toBe("Waiting for an operator."));
    const [entry] = rooms.waiting.values();
    entry && rooms.reject(entry, "operator", "Not today.");
    await vi.waitFor(() => expect(clients.list[0]).toMatchObject({ state: "rejected", text: "Not today." }));
  });

  it("can be canceled and removed from the list", async () => {
    clients.start("", { room: "backstage", user: "Ada" }, 1);
    await vi.waitFor(() => expect(states()).toStrictEqual(["Ada pending"]));
    const [client] = clients.list;
    client && clients.leave(client);
    expect(clients.list).toMatchObject([{ state: "ended", text: "Canceled." }]);
    await vi.waitFor(() => expect(rooms.waiting.size).toBe(0));
    client && clients.leave(client);
    expect(clients.list).toStrictEqual([]);
  });

  it("are bounded", () => {
    clients.start("", { room: "lobby" }, MAX_TEST_CLIENTS + 5);
    expect([clients.list.length, clients.remaining]).toStrictEqual([MAX_TEST_CLIENTS, 0]);
  });

  it("end with the gateway", async () => {
    clients.start("", { room: "lobby" }, 1);
    await vi.waitFor(() => expect(clients.list[0]?.state).toBe("inside"));
    benches[0]?.socket.end(1001);
    await vi.waitFor(() => expect(clients.list[0]).toMatchObject({ state: "ended", tone: "idle" }));
  });
});
