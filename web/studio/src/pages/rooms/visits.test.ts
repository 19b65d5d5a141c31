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
  it("send several clients at once, of which as many get in as there are places", async () => {
    visits.ask("", { room: "lobby", user: "Ada" }, 3);
    await vi.waitFor(() => expect(states().filter((each) => each.endsWith("inside"))).toHaveLength(2));
    const out = visits.list.filter(({ state }) => state === "rejected");
    expect(out).toMatchObject([{ text: "No place is free.", tone: "bad" }]);
    expect(visits.list.find(({ state }) => state === "inside")).toMatchObject({ text: "In lobby.", url: LOBBY });
    expect(visits.list.map(({ user }) => user)).toStrictEqual(["Ada 3", "Ada 2", "Ada 1"]);
  });

  it("show what a client waits for, and what an operator says", async () => {
    visits.ask("", { room: "backstage" }, 1);
    await vi.waitFor(() => expect(visits.list[0]?.text).toBe("Waiting for an operator."));
    const [entry] = rooms.waiting.values();
    entry && rooms.reject(entry, "operator", "Not today.");
    await vi.waitFor(() => expect(visits.list[0]).toMatchObject({ state: "rejected", text: "Not today." }));
  });

  it("give up, leave, and are taken off the list", async () => {
    visits.ask("", { room: "backstage", user: "Ada" }, 1);
    await vi.waitFor(() => expect(states()).toStrictEqual(["Ada pending"]));
    const [visit] = visits.list;
    visit && visits.leave(visit);
    expect(visits.list).toMatchObject([{ state: "ended", text: "Gave up." }]);
    await vi.waitFor(() => expect(rooms.waiting.size).toBe(0));
    visit && visits.leave(visit);
    expect(visits.list).toStrictEqual([]);
  });

  it("are no more than one can look at", () => {
    visits.ask("", { room: "lobby" }, MAX_VISITS + 5);
    expect([visits.list.length, visits.room]).toStrictEqual([MAX_VISITS, 0]);
  });

  it("tell that the gateway is gone", async () => {
    visits.ask("", { room: "lobby" }, 1);
    await vi.waitFor(() => expect(visits.list[0]?.state).toBe("inside"));
    benches[0]?.socket.end(1001);
    await vi.waitFor(() => expect(visits.list[0]).toMatchObject({ state: "ended", tone: "idle" }));
  });
});
