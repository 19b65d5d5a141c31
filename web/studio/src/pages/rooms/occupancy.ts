import type { Directory, Room } from "./operator.ts";

/** How full a room is, or several together. */
export interface Occupancy {
  readonly capacity: number;
  /** Places that clients of gateways have. */
  readonly reserved: number;
  /** Users besides, as the application counts them. */
  readonly others: number;
}

/** @param counts whom the users of the directory are: `all`, those of gateways among them, or only `others` */
export function occupancyOf({ capacity, users, reserved }: Room, counts: Directory["counts"]): Occupancy {
  return { capacity, reserved, others: counts === "others" ? users : Math.max(0, users - reserved) };
}

/** Of several rooms. */
export function together(rooms: readonly Occupancy[]): Occupancy {
  const sum = (count: (room: Occupancy) => number) => rooms.reduce((all, room) => all + count(room), 0);
  return {
    capacity: sum(({ capacity }) => capacity),
    reserved: sum(({ reserved }) => reserved),
    others: sum(({ others }) => others),
  };
}

export function takenOf({ reserved, others }: Occupancy): number {
  return reserved + others;
}

export function freeOf(occupancy: Occupancy): number {
  return Math.max(0, occupancy.capacity - takenOf(occupancy));
}

/** How many are there beyond the places. */
export function overOf(occupancy: Occupancy): number {
  return Math.max(0, takenOf(occupancy) - occupancy.capacity);
}

/** The part that is taken, from 0; a room without places is full. */
export function partOf(occupancy: Occupancy): number {
  return occupancy.capacity === 0 ? 1 : takenOf(occupancy) / occupancy.capacity;
}
