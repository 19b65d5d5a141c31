import { describe, expect, it } from "vitest";
import { freeOf, occupancyOf, overOf, partOf, takenOf } from "./occupancy.ts";
import type { Directory, Room } from "./operator.ts";
import { filtered, roomLines, serverLines, sorted } from "./room-lines.ts";
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
  it("counts clients of gateways among the users, or besides them, as the directory does", () => {
    const one = room("r", 20, 14, 9);
    expect(occupancyOf(one, "all")).toStrictEqual({ capacity: 20, reserved: 9, others: 5 });
    expect(takenOf(occupancyOf(one, "all"))).toBe(14);
    expect(takenOf(occupancyOf(one, "others"))).toBe(23);
    expect(takenOf(occupancyOf(room("r", 20, 3, 9), "all"))).toBe(9);
  });

  it("tells what is free, and what is too many", () => {
    const over = occupancyOf(room("r", 20, 14, 9), "others");
    expect([freeOf(over), overOf(over), partOf(over)]).toStrictEqual([0, 3, 1.15]);
    expect(occupancyText(over)).toBe("9 reserved, 14 other users, 3 too many of 20 places");
    expect(partOf(occupancyOf(room("r", 0, 0), "all"))).toBe(1);
  });
});

describe("lines", () => {
  const rooms = directory(
    room("room 10", 10, 1),
    room("room 2", 10, 10),
    room("Café", 100, 40, 0, "rtmps://b.example/x"),
  );
  const names = (order: Parameters<typeof sorted>[1]) => sorted(roomLines([rooms]), order).map(({ name }) => name);

  it("are sorted by what one looks for", () => {
    expect(names("fullest")).toStrictEqual(["room 2", "Café", "room 10"]);
    expect(names("emptiest")).toStrictEqual(["room 10", "Café", "room 2"]);
    expect(names("users")).toStrictEqual(["Café", "room 2", "room 10"]);
    expect(names("name")).toStrictEqual(["Café", "room 2", "room 10"]);
  });

  it("are found by all words of a filter, in name, group and server", () => {
    expect(filtered(roomLines([rooms]), "B.EXAMPLE ca").map(({ name }) => name)).toStrictEqual(["Café"]);
    expect(filtered(roomLines([rooms]), "  ")).toHaveLength(3);
  });

  it("of servers count each room once, those on several servers by themselves", () => {
    const both = room("both", 50, 5, 0, "rtmp://b.example/x", "rtmp://a.example/y", "rtmp://a.example/z");
    const lines = serverLines([rooms, directory(both)]);
    expect(lines.map(({ name, note, occupancy }) => [name, note, occupancy.capacity])).toStrictEqual([
      ["a.example", "2 rooms", 20],
      ["b.example", "1 room", 100],
      ["a.example, b.example", "1 room", 50],
    ]);
  });
});

describe("words", () => {
  it("give a person's reason as it was said, and the gateway's plainly", () => {
    expect(rejectText("operator", "Not today.")).toBe("Not today.");
    expect(rejectText("full", "The room cabinet has no free place.")).toBe("No place is free.");
    expect(rejectText("admission", undefined)).toBe("The application said no.");
  });

  it("tell what became of a decision", () => {
    expect(decisionText({ id: "1", outcome: "accepted", room: "lobby" }).text).toBe("Let into lobby");
    expect(decisionText({ id: "1", outcome: "rejected", reason: "full" }).text).toBe("Not let in: No place is free.");
    expect(decisionText({ id: "1", outcome: "admitted" }).tone).toBe("busy");
    expect(decisionText({ id: "1", outcome: "left" }).text).toBe("Left meanwhile");
  });
});
