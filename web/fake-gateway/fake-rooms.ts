import type { RejectReason, Request, RoomAddress, WaitsFor } from "../sdk/src/wire/protocol.ts";
import type { FakeReplies } from "./fake-replies.ts";

/** A room of a fake directory. */
export interface FakeRoom {
  id: string;
  servers: string[];
  capacity: number;
  users?: number;
  group?: string;
  /** Whether an operator admits clients. Otherwise the room admits every client while it has free places. */
  guarded?: boolean;
}

/** A directory of rooms, in the state that a test sets. */
export interface FakeDirectory {
  master: string;
  state: "waiting" | "current" | "stale";
  malformed: number;
  rooms: FakeRoom[];
}

/** A pending client. */
export interface FakePending {
  readonly id: string;
  readonly session: string;
  readonly directory: string;
  readonly request: RoomAddress;
  readonly since: string;
  waitsFor: WaitsFor;
  /** Whether an operator has accepted the client. */
  admitted: boolean;
  readonly client: FakeClient;
}

/** A client that requests a place, as the rooms see it. */
export interface FakeClient {
  /** Called when the reason for waiting changes. */
  pending(entry: FakePending): void;
  /** Called when the client has a place. */
  accepted(room: FakeRoom): void;
  rejected(reason: RejectReason, text: string): void;
}

/** Outcome of a decision about a client. */
export type FakeOutcome =
  | { outcome: "accepted"; room: string }
  | { outcome: "rejected"; reason: RejectReason; text: string }
  | { outcome: "admitted" };

type RoomRequest = Request & RoomAddress & { type: "connect"; id: number };

/** Rooms and pending clients of a fake gateway (PROTOCOL.md, Rooms), shared by all its sessions. */
export class FakeRooms {
  readonly directories = new Map<string, FakeDirectory>();
  readonly waiting = new Map<string, FakePending>();
  readonly #places = new Map<FakeClient, FakeRoom>();

  constructor(directories: { [name: string]: FakeDirectory } = {}) {
    for (const [name, directory] of Object.entries(directories)) {
      this.directories.set(name, directory);
    }
  }

  request(request: RoomAddress, session: string, client: FakeClient): void {
    const directory = request.directory ?? [...this.directories.keys()][0] ?? "";
    const since = new Date().toISOString();
    const id = crypto.randomUUID();
    const entry = { id, session, directory, request, since, waitsFor: "directory" as const, admitted: false, client };
    if (this.directories.has(directory)) {
      this.waiting.set(id, entry);
      this.#advance(entry, true);
    } else {
      client.rejected("no-such-room", `There is no directory ${directory}.`);
    }
  }

  /** Removes a client, whether it is pending or has a place. */
  leave(client: FakeClient): void {
    this.#places.delete(client);
    for (const { id } of [...this.waiting.values()].filter((entry) => entry.client === client)) {
      this.waiting.delete(id);
    }
  }

  /** Changes a directory, and continues with the clients that are pending in it. */
  put(name: string, change: Partial<FakeDirectory>): void {
    const directory = this.directories.get(name);
    if (directory !== undefined) {
      Object.assign(directory, change);
      for (const entry of [...this.waiting.values()].filter((each) => each.directory === name)) {
        this.#advance(entry);
      }
    }
  }

  accept(entry: FakePending): FakeOutcome {
    entry.admitted = true;
    return this.#advance(entry) ?? { outcome: "admitted" };
  }

  reject(entry: FakePending, reason: RejectReason, text: string): FakeOutcome {
    this.waiting.delete(entry.id);
    entry.client.rejected(reason, text);
    return { outcome: "rejected", reason, text };
  }

  /** Number of clients that have a place in a room. */
  reserved(room: FakeRoom): number {
    return [...this.#places.values()].filter((each) => each === room).length;
  }

  #advance(entry: FakePending, isNew = false): FakeOutcome | undefined {
    const { state, rooms } = this.directories.get(entry.directory) ?? { state: "waiting", rooms: [] };
    if (state === "waiting") {
      this.#wait(entry, "directory", isNew);
      return undefined;
    }
    const { request } = entry;
    const wanted = rooms.filter(({ id, group }) => ("room" in request ? id === request.room : group === request.group));
    if (wanted.length === 0) {
      const name = "room" in request ? `room ${request.room}` : `group ${request.group}`;
      return this.reject(entry, "no-such-room", `There is no ${name}.`);
    }
    if (!entry.admitted && wanted.some(({ guarded }) => guarded)) {
      this.#wait(entry, "operator", isNew);
      return undefined;
    }
    const best = wanted.toSorted((a, b) => this.#occupancy(a) - this.#occupancy(b))[0];
    if (best === undefined || this.#occupancy(best) >= 1) {
      return this.reject(entry, "full", `The room ${best?.id} has no free place.`);
    }
    this.waiting.delete(entry.id);
    this.#places.set(entry.client, best);
    entry.client.accepted(best);
    return { outcome: "accepted", room: best.id };
  }

  #wait(entry: FakePending, waitsFor: WaitsFor, isNew: boolean): void {
    if (isNew || entry.waitsFor !== waitsFor) {
      entry.waitsFor = waitsFor;
      entry.client.pending(entry);
    }
  }

  #occupancy(room: FakeRoom): number {
    return room.capacity === 0 ? 1 : Math.max(room.users ?? 0, this.reserved(room)) / room.capacity;
  }
}

/** Parts of a fake session that its admission uses. */
interface Host {
  readonly requests: Array<Request & { id: number }>;
  readonly replies: FakeReplies;
  /** Handles a request of the client. */
  text(data: string): void;
}

/** Admission of a session to a room. Requests are held until the session has a place. */
export class FakeAdmission {
  #request: RoomRequest | undefined;
  #held: string[] = [];
  readonly #client: FakeClient = {
    pending: ({ id: pending, waitsFor }) =>
      this.#status("Pending", WAITS[waitsFor], { pending, waitsFor, ...requested(this.#request) }),
    accepted: ({ id, servers }) => {
      this.#status("Accepted", `A place in the room ${id}.`, { room: id });
      const { room: _, group: __, ...request } = this.#request as RoomRequest & { room?: string; group?: string };
      this.#settled(() => this.host.text(JSON.stringify({ ...request, servers: servers.slice(0, 1) })));
    },
    rejected: (reason, text) => {
      this.#status("Rejected", text, { reason });
      this.#fail("rejected", text, TEMPORARY.has(reason));
    },
  };

  constructor(
    readonly rooms: FakeRooms,
    readonly host: Host,
  ) {}

  /** Handles requests about rooms, and holds others while the client is pending. Returns whether it took the request. */
  takes(request: Request & { id: number }): boolean {
    if (request.type === "disconnect") {
      this.leave();
      return false;
    }
    if (this.#request !== undefined) {
      this.#held.push(JSON.stringify(request));
      return true;
    }
    if (request.type === "connect" && !("servers" in request)) {
      this.host.requests.push(request);
      this.#request = request;
      this.rooms.request(request, "fake", this.#client);
      return true;
    }
    if (request.type === "removeServer") {
      this.leave();
    }
    return false;
  }

  leave(): void {
    this.rooms.leave(this.#client);
    this.#fail("setup-failed", "The client gave up.");
  }

  #fail(code: string, text: string, temporary = false): void {
    const { id } = this.#request ?? {};
    this.#settled(() => id !== undefined && this.host.replies.error(id, code, text, temporary));
  }

  #settled(then: () => void): void {
    const held = this.#held;
    this.#held = [];
    this.#request = undefined;
    then();
    for (const request of held) {
      this.host.text(request);
    }
  }

  #status(code: string, description: string, more: { [key: string]: string }): void {
    const level = code === "Rejected" ? "error" : "status";
    this.host.replies.emit({
      type: "status",
      info: { level, code: `NetConnection.Connect.${code}`, description, ...more },
    });
  }
}

/** Reasons that may not apply to a later attempt. */
const TEMPORARY: ReadonlySet<RejectReason> = new Set<RejectReason>([
  "full",
  "admission-failed",
  "timeout",
  "too-many",
  "unavailable",
]);

const WAITS: Record<WaitsFor, string> = {
  directory: "The directory of rooms is not available yet.",
  admission: "The application has not decided yet.",
  operator: "Waiting for an operator.",
  place: "Looking for a free place.",
};

function requested(address: RoomAddress | undefined): { [key: string]: string } {
  return address === undefined ? {} : "room" in address ? { room: address.room } : { group: address.group };
}
