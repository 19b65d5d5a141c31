import { describe, expect, it } from "vitest";
import { freeOf, occupancyOf, overOf, shareOf, takenOf } from "./occupancy.ts";
import { filtered, roomRows, serverRows, sorted } from "./occupancy-rows.ts";
import type { Directory, Room } from "./operator.ts";
import { decisionText, occupancyText, rejectText } from "./room-text.ts";

const room = (id: string, capacity: number, users: number, reserved = 0, ...servers: string[]): Room => ({
  id,
  servers: servers.length > 0 ? servers : ["rtmp://a.example/chat"],
  capacity,
  users,
  reserved,
});

const directory = (...rooms: Room[]): Directory => ({
  name: "chat",
  master: "rtmp://m.example/rooms",
  state: "current",
  malformed: 0,
  counts: "all",
  rooms,
});

describe("occupancy", () => {
  it("counts clients of gateways as part of the users or in addition, depending on the directory", () => {
    const one = room("r", 20, 14, 9);
    expect(occupancyOf(one, "all")).toStrictEqual({ capacity: 20, reserved: 9, others: 5 });
    expect(takenOf(occupancyOf(one, "all"))).toBe(14);
    expect(takenOf(occupancyOf(one, "others"))).toBe(23);
    expect(takenOf(occupancyOf(room("r", 20, 3, 9), "all"))).toBe(9);
  });

  it("shows free places and users over the capacity", () => {
    const over = occupancyOf(room("r", 20, 14, 9), "others");
    expect([freeOf(over), overOf(over), shareOf(over)]).toStrictEqual([0, 3, 1.15]);
    expect(occupancyText(over)).toBe("9 reserved, 14 other users, 3 over the capacity of 20 places");
    expect(shareOf(occupancyOf(room("r", 0, 0), "all"))).toBe(1);
  });
});

describe("occupancy rows", () => {
  const rooms = directory(
    room("room 10", 10, 1),
    room("room 2", 10, 10),
    room("Café", 100, 40, 0, "rtmps://b.example/x"),
  );
  const names = (order: Parameters<typeof sorted>[1]) => sorted(roomRows([rooms]), order).map(({ name }) => name);

  it("are sorted by the selected order", () => {
    expect(names("fullest")).toStrictEqual(["room 2", "Café", "room 10"]);
    expect(names("emptiest")).toStrictEqual(["room 10", "Café", "room 2"]);
    expect(names("users")).toStrictEqual(["Café", "room 2", "room 10"]);
    expect(names("name")).toStrictEqual(["Café", "room 2", "room 10"]);
  });

  it("match all words of a filter in name, group and server", () => {
    expect(filtered(roomRows([rooms]), "B.EXAMPLE ca").map(({ name }) => name)).toStrictEqual(["Café"]);
    expect(filtered(roomRows([rooms]), "  ")).toHaveLength(3);
  });

  it("of servers count each room once, and rooms on several servers separately", () => {
    const both = room("both", 50, 5, 0, "rtmp://b.example/x", "rtmp://a.example/y", "rtmp://a.example/z");
    const rows = serverRows([rooms, directory(both)]);
    expect(rows.map(({ name, note, occupancy }) => [name, note, occupancy.capacity])).toStrictEqual([
      ["a.example", "2 rooms", 20],
      ["b.example", "1 room", 100],
      ["a.example, b.example", "1 room", 50],
    ]);
  });
});

describe("texts", () => {
  it("show the reason of an operator literally, and explain that of the gateway", () => {
    expect(rejectText("operator", "Not today.")).toBe("Not today.");
    expect(rejectText("full", "The room cabinet has no free place.")).toBe("Room full.");
    expect(rejectText("admission", undefined)).toBe("Rejected by the application.");
  });

  it("describe the outcome of a decision", () => {
    expect(decisionText({ id: "1", outcome: "accepted", room: "lobby" }).text).toBe("Accepted into lobby");
    expect(decisionText({ id: "1", outcome: "rejected", reason: "full" }).text).toBe("Not accepted: Room full.");
    expect(decisionText({ id: "1", outcome: "admitted" }).tone).toBe("busy");
    expect(decisionText({ id: "1", outcome: "left" }).text).toBe("The client has left");
  });
});
