import { t } from "../../shared/i18n/t.ts";
import { type Occupancy, occupancyOf, shareOf, takenOf, totalOf } from "./occupancy.ts";
import type { Directory } from "./operator.ts";

/** Row of the list: a room, or a server with its rooms. */
export interface OccupancyRow {
  readonly key: string;
  readonly name: string;
  /** Directory of the room. Absent for servers. */
  readonly directory?: string;
  readonly group?: string;
  readonly note: string;
  readonly occupancy: Occupancy;
}

/** Order of the rows. */
export type Order = "fullest" | "emptiest" | "users" | "name";

/** Returns a row for each room. */
export function roomRows(directories: readonly Directory[]): OccupancyRow[] {
  return directories.flatMap(({ name: directory, counts, rooms }) =>
    rooms.map((room) => ({
      key: `${directory}\n${room.id}`,
      name: room.id,
      directory,
      ...(room.group !== undefined && { group: room.group }),
      note: room.servers.map(withoutScheme).join(", "),
      occupancy: occupancyOf(room, counts),
    })),
  );
}

/**
 * Returns a row for each server, by host. Rooms on several servers have rows of their own, because it is unknown how their
 * users are distributed.
 */
export function serverRows(directories: readonly Directory[]): OccupancyRow[] {
  const byHosts = new Map<string, Occupancy[]>();
  for (const { counts, rooms } of directories) {
    for (const room of rooms) {
      const hosts = [...new Set(room.servers.map(hostOf))].sort().join(", ");
      byHosts.set(hosts, [...(byHosts.get(hosts) ?? []), occupancyOf(room, counts)]);
    }
  }
  return [...byHosts].map(([hosts, rooms]) => ({
    key: hosts,
    name: hosts,
    note: t("count.rooms", { count: rooms.length }),
    occupancy: totalOf(rooms),
  }));
}

/** Returns the rows that contain all words of a text, ignoring case. */
export function filtered(rows: readonly OccupancyRow[], text: string): OccupancyRow[] {
  const words = text.toLowerCase().split(/\s+/);
  return rows.filter(({ name, group = "", note }) => {
    const all = `${name} ${group} ${note}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Returns the rows in an order. */
export function sorted(rows: readonly OccupancyRow[], order: Order): OccupancyRow[] {
  return rows.toSorted((a, b) => COMPARE[order](a, b) || COLLATOR.compare(a.name, b.name));
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

const COMPARE: Record<Order, (a: OccupancyRow, b: OccupancyRow) => number> = {
  fullest: (a, b) => shareOf(b.occupancy) - shareOf(a.occupancy),
  emptiest: (a, b) => shareOf(a.occupancy) - shareOf(b.occupancy),
  users: (a, b) => takenOf(b.occupancy) - takenOf(a.occupancy),
  name: () => 0,
};

function hostOf(url: string): string {
  return withoutScheme(url).replace(/\/.*$/, "");
}

function withoutScheme(url: string): string {
  return url.replace(/^rtmps?:\/\//, "");
}
