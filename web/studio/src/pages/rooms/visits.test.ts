import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeRooms } from "../../../../fake-gateway/fake-rooms.ts";
import { Bench } from "../../../../sdk/test/support/in-memory.ts";
import { MAX_VISITS, Visits } from "./visits.ts";

const LOBBY = "rtmp://a.example/chat/lobby";
let rooms: FakeRooms;
let benches: Bench[];
let visits: Visits;

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
  visits = new Visits(() => {
    const bench = new Bench({ rooms });
    benches.push(bench);
    return bench.mc;
  });
});

afterEach(async () => {
  visits.leaveAll();
  await Promise.all(benches.map(({ mc }) => mc.closed));
});

const states = () => visits.list.map(({ user, state }) => `${user} ${state}`);

describe("visits", () => {
  it("start several clients, of which as many join as there are places", async () => {
    visits.start("", { room: "lobby", user: "Ada" }, 3);
    await vi.waitFor(() => expect(states().filter((each) => each.endsWith("inside"))).toHaveLength(2));
    const out = visits.list.filter(({ state }) => state === "rejected");
    expect(out).toMatchObject([{ text: "No free places.", tone: "bad" }]);
    expect(visits.list.find(({ state }) => state === "inside")).toMatchObject({ text: "Joined lobby.", url: LOBBY });
    expect(visits.list.map(({ user }) => user)).toStrictEqual(["Ada 3", "Ada 2", "Ada 1"]);
  });

  it("show what a client waits for, and the reason of an operator", async () => {
    visits.start("", { room: "backstage" }, 1);
    await vi.waitFor(() => expect(visits.list[0]?.text).toBe("Waiting for an operator."));
    const [entry] = rooms.waiting.values();
    entry && rooms.reject(entry, "operator", "Not today.");
    await vi.waitFor(() => expect(visits.list[0]).toMatchObject({ state: "rejected", text: "Not today." }));
  });

  it("can be canceled and removed from the list", async () => {
    visits.start("", { room: "backstage", user: "Ada" }, 1);
    await vi.waitFor(() => expect(states()).toStrictEqual(["Ada pending"]));
    const [visit] = visits.list;
    visit && visits.leave(visit);
    expect(visits.list).toMatchObject([{ state: "ended", text: "Canceled." }]);
    await vi.waitFor(() => expect(rooms.waiting.size).toBe(0));
    visit && visits.leave(visit);
    expect(visits.list).toStrictEqual([]);
  });

  it("are bounded", () => {
    visits.start("", { room: "lobby" }, MAX_VISITS + 5);
    expect([visits.list.length, visits.remaining]).toStrictEqual([MAX_VISITS, 0]);
  });

  it("end with the gateway", async () => {
    visits.start("", { room: "lobby" }, 1);
    await vi.waitFor(() => expect(visits.list[0]?.state).toBe("inside"));
    benches[0]?.socket.end(1001);
    await vi.waitFor(() => expect(visits.list[0]).toMatchObject({ state: "ended", tone: "idle" }));
  });
});
