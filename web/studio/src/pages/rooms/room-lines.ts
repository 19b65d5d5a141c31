import { plural } from "../../shared/format.ts";
import { type Occupancy, occupancyOf, partOf, takenOf, together } from "./occupancy.ts";
import type { Directory } from "./operator.ts";

/** One line of the list: a room, or servers with the rooms they have. */
export interface Line {
  readonly key: string;
  readonly name: string;
  /** The directory it is of; not there on servers. */
  readonly directory?: string;
  readonly group?: string;
  readonly note: string;
  readonly occupancy: Occupancy;
}

/** In which order lines are shown. */
export type Order = "fullest" | "emptiest" | "users" | "name";

/** A line for each room. */
export function roomLines(directories: readonly Directory[]): Line[] {
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
 * A line for each server, by its host. Rooms that are on several servers make a line of their own: how many of their users
 * are on which is not known here.
 */
export function serverLines(directories: readonly Directory[]): Line[] {
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
    note: plural(rooms.length, "room"),
    occupancy: together(rooms),
  }));
}

/** Lines with all of the words somewhere in them, in any case. */
export function filtered(lines: readonly Line[], text: string): Line[] {
  const words = text.toLowerCase().split(/\s+/);
  return lines.filter(({ name, group = "", note }) => {
    const all = `${name} ${group} ${note}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

export function sorted(lines: readonly Line[], order: Order): Line[] {
  return lines.toSorted((a, b) => COMPARE[order](a, b) || COLLATOR.compare(a.name, b.name));
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

const COMPARE: Record<Order, (a: Line, b: Line) => number> = {
  fullest: (a, b) => partOf(b.occupancy) - partOf(a.occupancy),
  emptiest: (a, b) => partOf(a.occupancy) - partOf(b.occupancy),
  users: (a, b) => takenOf(b.occupancy) - takenOf(a.occupancy),
  name: () => 0,
};

function hostOf(url: string): string {
  return withoutScheme(url).replace(/\/.*$/, "");
}

function withoutScheme(url: string): string {
  return url.replace(/^rtmps?:\/\//, "");
}
