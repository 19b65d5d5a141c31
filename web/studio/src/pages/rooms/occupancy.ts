import type { Directory, Room } from "./operator.ts";

/** Occupancy of one or several rooms. */
export interface Occupancy {
  readonly capacity: number;
  /** Places reserved by gateways. */
  readonly reserved: number;
  /** Other users, as counted by the application. */
  readonly others: number;
}

/** @param counts which users the directory counts: `all`, including those of gateways, or only `others` */
export function occupancyOf({ capacity, users, reserved }: Room, counts: Directory["counts"]): Occupancy {
  return { capacity, reserved, others: counts === "others" ? users : Math.max(0, users - reserved) };
}

/** Returns the total occupancy of several rooms. */
export function totalOf(rooms: readonly Occupancy[]): Occupancy {
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

/** Returns the number of users above the capacity. */
export function overOf(occupancy: Occupancy): number {
  return Math.max(0, takenOf(occupancy) - occupancy.capacity);
}

/** Returns the occupied share, from 0 up. A room without places counts as full. */
export function shareOf(occupancy: Occupancy): number {
  return occupancy.capacity === 0 ? 1 : takenOf(occupancy) / occupancy.capacity;
}
